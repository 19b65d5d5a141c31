import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { RoomAddress } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { shown } from "../../shared/servers/services.ts";
import type { Settings } from "../../shared/settings.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import type { Directory } from "./operator.ts";
import { MAX_TEST_CLIENTS, type TestClient, TestClients } from "./test-clients.ts";

const KINDS = [
  { value: "room", label: t("test.room") },
  { value: "group", label: t("test.group") },
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
export class TestClientPanel extends LightElement {
  static override properties = { settings: { attribute: false }, directories: { attribute: false } };

  declare settings: Settings;
  /** Directories whose rooms are suggested. May be empty. */
  declare directories: readonly Directory[];
  readonly #clients = new TestClients();
  #form: Form = { kind: "room", name: "", directory: "", user: "", credentials: "", count: 1 };

  constructor() {
    super();
    new ModelController(this, () => [this.#clients]);
    addEventListener("pagehide", () => this.#clients.leaveAll());
  }

  protected override render() {
    const { list } = this.#clients;
    return html`<div class="section-head"><h2>${t("rooms.testClients")}</h2><span class="count">${list.length || ""}</span>
        ${list.length > 1 ? html`<button type="button" class="button small" @click=${() => this.#clients.leaveAll()}>${t("test.leaveAll")}</button>` : nothing}
      </div>
      <div class="panel test-client-panel">
        <p class="test-client-about">${t("test.about")}</p>
        ${this.#requestForm()}
        ${
          list.length === 0
            ? nothing
            : html`<ul class="test-clients" aria-live="polite">${repeat(
                list,
                ({ id }) => id,
                (client) => this.#client(client),
              )}</ul>`
        }
      </div>`;
  }

  #requestForm() {
    const { kind, name, user, count } = this.#form;
    return html`<form @submit=${this.#submit}>
      ${segments(t("test.type"), KINDS, kind, (chosen) => this.#edit({ kind: chosen }))}
      <div class="field">
        <label for="test-client-name">${kind === "room" ? t("word.room") : t("test.groupName")}</label>
        <input id="test-client-name" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" list="test-client-names" .value=${name}
          @input=${(event: Event) => this.#edit({ name: inputValue(event) })} />
        <datalist id="test-client-names">${this.#names().map((each) => html`<option value=${each}></option>`)}</datalist>
      </div>
      <div class="test-client-names">
        <div class="field">
          <label for="test-client-user">${t("test.user")}</label>
          <input id="test-client-user" maxlength="240" autocomplete="off" placeholder=${t("word.optional")} .value=${user} @input=${(event: Event) => this.#edit({ user: inputValue(event) })} />
        </div>
        <div class="field">
          <label for="test-client-count">${t("test.clients")}</label>
          <input id="test-client-count" type="number" min="1" max=${MAX_TEST_CLIENTS} .value=${String(count)} @input=${(event: Event) => this.#edit({ count: Number(inputValue(event)) })} />
        </div>
      </div>
      ${this.#more()}
      <button class="button primary" data-testid="request-place" ?disabled=${this.#clients.remaining === 0}>${t("test.request")}</button>
    </form>`;
  }

  #more() {
    const { directory, credentials } = this.#form;
    return html`<details class="advanced"><summary>${t("test.more")}</summary>
      <div class="field">
        <label for="test-client-directory">${t("rooms.directory")}</label>
        <input id="test-client-directory" class="mono" maxlength="255" autocomplete="off" placeholder=${t("test.default")} .value=${directory}
          @input=${(event: Event) => this.#edit({ directory: inputValue(event) })} />
      </div>
      <div class="field">
        <label for="test-client-credentials">${t("test.credentials")}</label>
        <input id="test-client-credentials" class="mono" type="password" maxlength="4096" autocomplete="off" placeholder=${t("test.sent")}
          .value=${credentials} @input=${(event: Event) => this.#edit({ credentials: inputValue(event) })} />
      </div>
    </details>`;
  }

  #client(client: TestClient) {
    const { user, request, state, tone, text, url } = client;
    const isOver = state === "rejected" || state === "ended";
    const label = isOver ? t("word.remove") : state === "inside" ? t("word.leave") : t("word.cancel");
    return html`<li data-testid="test-client" data-state=${state} class="tone-${tone}">
      ${tone === "busy" ? html`<span class="spinner"></span>` : html`<span class="dot"></span>`}
      <span class="test-client-info"><b>${user}</b> <small>${request}</small><br /><span class="test-client-text">${text}</span>
        ${state === "inside" && url ? html`<small class="mono">${shown(url)}</small>` : nothing}</span>
      <button type="button" class="button small" aria-label=${`${label}: ${user}`} @click=${() => this.#clients.leave(client)}>${label}</button>
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
    this.#clients.start(this.settings.gatewayUrl(location.href), address, count);
  }
}

function inputValue(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("mc-test-client-panel", TestClientPanel);
