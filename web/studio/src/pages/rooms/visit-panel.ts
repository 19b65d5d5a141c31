import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { RoomAddress } from "multiconnection";
import { ModelController } from "../../shared/model.ts";
import { shown } from "../../shared/servers/services.ts";
import type { Settings } from "../../shared/settings.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import type { Directory } from "./operator.ts";
import { MAX_VISITS, type Visit, Visits } from "./visits.ts";

const KINDS = [
  { value: "room", label: "A room" },
  { value: "group", label: "Best of a group" },
] as const;

interface Form {
  kind: "room" | "group";
  name: string;
  directory: string;
  user: string;
  credentials: string;
  count: number;
}

/** Asks to be let into rooms, as clients do. */
export class VisitPanel extends LightElement {
  static override properties = { settings: { attribute: false }, directories: { attribute: false } };

  declare settings: Settings;
  /** What to suggest; may be empty. */
  declare directories: readonly Directory[];
  readonly #visits = new Visits();
  #form: Form = { kind: "room", name: "", directory: "", user: "", credentials: "", count: 1 };

  constructor() {
    super();
    new ModelController(this, () => [this.#visits]);
    addEventListener("pagehide", () => this.#visits.leaveAll());
  }

  protected override render() {
    const { list } = this.#visits;
    return html`<div class="section-head"><h2>Visit</h2><span class="count">${list.length || ""}</span>
        ${list.length > 1 ? html`<button type="button" class="button small" @click=${() => this.#visits.leaveAll()}>Leave all</button>` : nothing}
      </div>
      <div class="panel visit">
        <p class="visit-about">Asks to be let in as a client does, over a connection of its own.</p>
        ${this.#asker()}
        ${
          list.length === 0
            ? nothing
            : html`<ul class="visits" aria-live="polite">${repeat(
                list,
                ({ id }) => id,
                (visit) => this.#visit(visit),
              )}</ul>`
        }
      </div>`;
  }

  #asker() {
    const { kind, name, user, count } = this.#form;
    return html`<form @submit=${this.#ask}>
      ${segments("Visit what", KINDS, kind, (chosen) => this.#edit({ kind: chosen }))}
      <div class="field">
        <label for="visit-name">${kind === "room" ? "Room" : "Group"}</label>
        <input id="visit-name" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" list="visit-names" .value=${name}
          @input=${(event: Event) => this.#edit({ name: written(event) })} />
        <datalist id="visit-names">${this.#names().map((each) => html`<option value=${each}></option>`)}</datalist>
      </div>
      <div class="visit-who">
        <div class="field">
          <label for="visit-user">User</label>
          <input id="visit-user" maxlength="240" autocomplete="off" placeholder="optional" .value=${user} @input=${(event: Event) => this.#edit({ user: written(event) })} />
        </div>
        <div class="field">
          <label for="visit-count">Clients</label>
          <input id="visit-count" type="number" min="1" max=${MAX_VISITS} .value=${String(count)} @input=${(event: Event) => this.#edit({ count: Number(written(event)) })} />
        </div>
      </div>
      ${this.#more()}
      <button class="button primary" data-testid="visit" ?disabled=${this.#visits.room === 0}>Ask to be let in</button>
    </form>`;
  }

  #more() {
    const { directory, credentials } = this.#form;
    return html`<details class="advanced"><summary>Directory and credentials</summary>
      <div class="field">
        <label for="visit-directory">Directory</label>
        <input id="visit-directory" class="mono" maxlength="255" autocomplete="off" placeholder="the only one" .value=${directory}
          @input=${(event: Event) => this.#edit({ directory: written(event) })} />
      </div>
      <div class="field">
        <label for="visit-credentials">Credentials</label>
        <input id="visit-credentials" class="mono" type="password" maxlength="4096" autocomplete="off" placeholder="for the application that admits"
          .value=${credentials} @input=${(event: Event) => this.#edit({ credentials: written(event) })} />
      </div>
    </details>`;
  }

  #visit(visit: Visit) {
    const { user, wish, state, tone, text, url } = visit;
    const isOver = state === "rejected" || state === "ended";
    const word = isOver ? "Remove" : state === "inside" ? "Leave" : "Give up";
    return html`<li data-testid="visit-client" data-state=${state} class="tone-${tone}">
      ${tone === "busy" ? html`<span class="spinner"></span>` : html`<span class="dot"></span>`}
      <span class="visit-what"><b>${user}</b> <small>${wish}</small><br /><span class="visit-text">${text}</span>
        ${state === "inside" && url ? html`<small class="mono">${shown(url)}</small>` : nothing}</span>
      <button type="button" class="button small" aria-label=${`${word}: ${user}`} @click=${() => this.#visits.leave(visit)}>${word}</button>
    </li>`;
  }

  #names(): string[] {
    const rooms = this.directories.flatMap((directory) => directory.rooms);
    const names = rooms.map(({ id, group }) => (this.#form.kind === "room" ? id : group));
    return [...new Set(names.filter((name) => name !== undefined))].slice(0, 200);
  }

  #edit(change: Partial<Form>) {
    this.#form = { ...this.#form, ...change };
    this.requestUpdate();
  }

  #ask(event: Event) {
    event.preventDefault();
    const { kind, name, directory, user, credentials, count } = this.#form;
    const address: RoomAddress = {
      ...(kind === "room" ? { room: name } : { group: name }),
      ...(directory && { directory }),
      ...(user && { user }),
      ...(credentials && { credentials }),
    };
    this.#visits.ask(this.settings.gatewayUrl(location.href), address, count);
  }
}

function written(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("mc-visit-panel", VisitPanel);
