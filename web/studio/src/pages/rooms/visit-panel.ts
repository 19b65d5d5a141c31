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
  { value: "room", label: "Specific room" },
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

/** Test clients that request places in rooms. */
export class VisitPanel extends LightElement {
  static override properties = { settings: { attribute: false }, directories: { attribute: false } };

  declare settings: Settings;
  /** Directories whose rooms are suggested. May be empty. */
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
    return html`<div class="section-head"><h2>Test clients</h2><span class="count">${list.length || ""}</span>
        ${list.length > 1 ? html`<button type="button" class="button small" @click=${() => this.#visits.leaveAll()}>Leave all</button>` : nothing}
      </div>
      <div class="panel visit">
        <p class="visit-about">Requests places in rooms as clients do. Each test client has its own connection.</p>
        ${this.#requestForm()}
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

  #requestForm() {
    const { kind, name, user, count } = this.#form;
    return html`<form @submit=${this.#submit}>
      ${segments("Type of request", KINDS, kind, (chosen) => this.#edit({ kind: chosen }))}
      <div class="field">
        <label for="visit-name">${kind === "room" ? "Room" : "Group"}</label>
        <input id="visit-name" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" list="visit-names" .value=${name}
          @input=${(event: Event) => this.#edit({ name: inputValue(event) })} />
        <datalist id="visit-names">${this.#names().map((each) => html`<option value=${each}></option>`)}</datalist>
      </div>
      <div class="visit-who">
        <div class="field">
          <label for="visit-user">User</label>
          <input id="visit-user" maxlength="240" autocomplete="off" placeholder="optional" .value=${user} @input=${(event: Event) => this.#edit({ user: inputValue(event) })} />
        </div>
        <div class="field">
          <label for="visit-count">Clients</label>
          <input id="visit-count" type="number" min="1" max=${MAX_VISITS} .value=${String(count)} @input=${(event: Event) => this.#edit({ count: Number(inputValue(event)) })} />
        </div>
      </div>
      ${this.#more()}
      <button class="button primary" data-testid="visit" ?disabled=${this.#visits.remaining === 0}>Request a place</button>
    </form>`;
  }

  #more() {
    const { directory, credentials } = this.#form;
    return html`<details class="advanced"><summary>Directory and credentials</summary>
      <div class="field">
        <label for="visit-directory">Directory</label>
        <input id="visit-directory" class="mono" maxlength="255" autocomplete="off" placeholder="default" .value=${directory}
          @input=${(event: Event) => this.#edit({ directory: inputValue(event) })} />
      </div>
      <div class="field">
        <label for="visit-credentials">Credentials</label>
        <input id="visit-credentials" class="mono" type="password" maxlength="4096" autocomplete="off" placeholder="sent to the application"
          .value=${credentials} @input=${(event: Event) => this.#edit({ credentials: inputValue(event) })} />
      </div>
    </details>`;
  }

  #visit(visit: Visit) {
    const { user, request, state, tone, text, url } = visit;
    const isOver = state === "rejected" || state === "ended";
    const label = isOver ? "Remove" : state === "inside" ? "Leave" : "Cancel";
    return html`<li data-testid="visit-client" data-state=${state} class="tone-${tone}">
      ${tone === "busy" ? html`<span class="spinner"></span>` : html`<span class="dot"></span>`}
      <span class="visit-what"><b>${user}</b> <small>${request}</small><br /><span class="visit-text">${text}</span>
        ${state === "inside" && url ? html`<small class="mono">${shown(url)}</small>` : nothing}</span>
      <button type="button" class="button small" aria-label=${`${label}: ${user}`} @click=${() => this.#visits.leave(visit)}>${label}</button>
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

  #submit(event: Event) {
    event.preventDefault();
    const { kind, name, directory, user, credentials, count } = this.#form;
    const address: RoomAddress = {
      ...(kind === "room" ? { room: name } : { group: name }),
      ...(directory && { directory }),
      ...(user && { user }),
      ...(credentials && { credentials }),
    };
    this.#visits.start(this.settings.gatewayUrl(location.href), address, count);
  }
}

function inputValue(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("mc-visit-panel", VisitPanel);
