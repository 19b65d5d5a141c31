import { html, nothing, type TemplateResult } from "lit";
import type { Server, ServerAddress } from "multiconnection";
import { t } from "../i18n/t.ts";
import { ModelController } from "../model.ts";
import { BROWSER_NETWORK } from "../network.ts";
import type { Settings } from "../settings.ts";
import { causeText, STATE_TONES } from "../status-text.ts";
import { icon } from "../ui/icons.ts";
import { LightElement } from "../ui/light-element.ts";
import type { Destinations } from "./destinations.ts";
import { addressesOf, type ServerSession } from "./server-session.ts";
import { shown } from "./services.ts";

/** Form for the servers to connect to, and the state of each server after that. All pages share the list. */
export class ServerList extends LightElement {
  static override properties = {
    session: { attribute: false },
    settings: { attribute: false },
    destinations: { attribute: false },
    connect: { attribute: false },
    fields: { attribute: false },
    about: { attribute: false },
    heading: { attribute: false },
    end: { attribute: false },
    verb: {},
    endVerb: {},
  };

  declare session: ServerSession;
  declare settings: Settings;
  declare destinations: Destinations;
  /** Called with the gateway and the list. */
  declare connect: (gateway: string, servers: ServerAddress[]) => void;
  /** Further form fields of the page. */
  declare fields: TemplateResult | undefined;
  /** Further details of a connected server. */
  declare about: ((server: Server) => unknown) | undefined;
  /** Heading above the servers of an open session. */
  declare heading: TemplateResult | undefined;
  /** Replaces the default action of the end button, which disconnects. */
  declare end: (() => void) | undefined;
  /** Labels of the buttons. */
  declare verb: string;
  declare endVerb: string;

  constructor() {
    super();
    this.verb = t("servers.connect");
    this.endVerb = t("servers.disconnect");
    new ModelController(this, () => [this.session, this.settings, this.destinations, BROWSER_NETWORK]);
  }

  protected override render() {
    const { phase, problem, servers } = this.session;
    const link = this.#link;
    return html`${phase === "open" ? nothing : this.#form()}
      ${problem ? html`<p class="notice tone-bad" role="alert">${icon("alert")} ${problem}</p>` : nothing}
      ${link && phase !== "closed" ? html`<p class="notice tone-busy" data-testid="link"><span class="spinner"></span> ${link}</p>` : nothing}
      <div class="servers-row">
        <div class="servers-shown">${phase === "open" ? this.heading : nothing}<ul class="servers">${servers.map((server) => this.#server(server))}</ul></div>
        ${phase === "open" ? this.#end(this.endVerb) : nothing}
      </div>
      <p class="sr-only" role="status">${this.#status()}</p>`;
  }

  /** Message about the connection to the gateway, unless it works. */
  get #link(): string | undefined {
    return BROWSER_NETWORK.isOnline ? this.session.link : t("servers.offline");
  }

  /** State of the session, for screen readers. */
  #status(): string {
    const { phase, servers } = this.session;
    const link = this.#link;
    if (phase === "closed") {
      return t("servers.notConnected");
    }
    const live = servers.filter(({ state }) => state === "Live").length;
    return (
      link ??
      (phase === "connecting" ? t("servers.connecting") : t("servers.connected", { live, count: servers.length }))
    );
  }

  #form() {
    const connecting = this.session.phase === "connecting";
    return html`<form class="servers-form" @submit=${this.#submit}>
      <div class="field">
        <label for="urls">${t("word.servers")}</label>
        <textarea id="urls" class="mono" rows="2" spellcheck="false" autocapitalize="off"
          placeholder=${t("servers.placeholder")} ?disabled=${connecting}
          .value=${this.#text} @input=${(event: Event) => this.settings.set({ servers: (event.target as HTMLTextAreaElement).value })}></textarea>
      </div>
      <fieldset class="servers-fields" ?disabled=${connecting}>${this.fields ?? nothing}</fieldset>
      <div class="servers-go">
        ${
          connecting
            ? this.#end(t("word.cancel"), html`<span class="spinner"></span>`)
            : html`<button class="button primary" data-testid="connect">${this.verb}</button>`
        }
      </div>
    </form>`;
  }

  #end(word: string, busy: TemplateResult | typeof nothing = nothing) {
    return html`<button type="button" class="button" data-testid="disconnect" 
      @click=${() => (this.end ?? (() => this.session.disconnect()))()}>${busy} ${word}</button>`;
  }

  #server(server: Server) {
    const { server: number, url, state, cause, text, attempt } = server;
    const tone = STATE_TONES[state];
    const ended = tone === "bad" || tone === "idle" || attempt !== undefined;
    const why = [
      attempt === undefined ? undefined : t("servers.attempt", { attempt }),
      causeText(cause, text, attempt !== undefined),
    ]
      .filter(Boolean)
      .join(" ");
    return html`<li data-testid="server" data-state=${state}>
      <span class="pill tone-${tone}">${state === "Live" ? t("card.connected") : t(`state.${state}`)}</span>
      <span class="servers-url"><b>${number}</b> <span class="mono">${shown(url)}</span>
        ${ended && why ? html`<small title=${text ?? nothing}>${why}</small>` : nothing}</span>
      ${ended ? nothing : (this.about?.(server) ?? nothing)}
      ${
        ended && state !== "Connecting" && this.session.phase === "open"
          ? html`<button type="button" class="button small" @click=${() => this.session.reconnect(number)}>${t("servers.reconnect")}</button>`
          : nothing
      }
    </li>`;
  }

  /** Stored text of the list, or the enabled destinations. */
  get #text(): string {
    return this.settings.values.servers ?? this.destinations.enabled.map(({ address }) => address).join("\n");
  }

  #submit(event: Event) {
    event.preventDefault();
    this.connect(this.settings.gatewayUrl(location.href), addressesOf(this.#text));
  }
}

customElements.define("mc-server-list", ServerList);
