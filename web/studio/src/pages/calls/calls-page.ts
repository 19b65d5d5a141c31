import { html, nothing } from "lit";
import { number, timeOfDay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { pageBar, preparePage, storage } from "../../shared/ui/page-bar.ts";
import { problemIn, readArgs } from "../../shared/values/value-text.ts";
import { CallConsole, type CallForm, type CallRecord } from "./call-console.ts";
import "../../shared/servers/server-list.ts";

const OUTCOMES = {
  result: { tone: "good", label: t("calls.result") },
  error: { tone: "bad", label: t("calls.error") },
  timeout: { tone: "warning", label: t("calls.timeout") },
  lost: { tone: "warning", label: t("calls.lost") },
} as const;

/** Length from which the announced text of a result is cut, in characters. */
const MAX_ANNOUNCED = 100;

/** The Calls page. Calls methods of the servers' applications, and shows calls and data from the servers. */
export class CallsPage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #destinations = new Destinations(this.#settings);
  readonly #console = new CallConsole(storage());
  #form: CallForm = { method: "echo", args: '["hello"]', on: "all" };

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#destinations, this.#console]);
    preparePage("calls", this.#settings);
    void this.#destinations.load(fetchOffered);
    addEventListener("pagehide", () => void this.#console.disconnect());
  }

  protected override render() {
    return html`${pageBar("calls", this.#settings)}
      <main class="calls">
        <section class="panel" aria-label=${t("word.servers")}>${this.#servers()}</section>
        <section class="panel" aria-label=${t("calls.call")}>${this.#caller()}</section>
        <section class="calls-history" aria-label=${t("page.calls")}>${this.#calls()}</section>
        <section class="calls-received" aria-label=${t("calls.received")}>${this.#received()}</section>
      </main>
      <p class="sr-only" role="status">${announcement(this.#console.history[0])}</p>`;
  }

  #servers() {
    return html`<mc-server-list .session=${this.#console} .settings=${this.#settings} .destinations=${this.#destinations}
      .connect=${this.#console.connect.bind(this.#console)}></mc-server-list>`;
  }

  #caller() {
    const problem = problemIn(this.#form.args, readArgs);
    const { phase, servers } = this.#console;
    return html`<form class="calls-form" @submit=${this.#call}>
      <div class="field">
        <label for="method">${t("calls.method")}</label>
        <input id="method" class="mono" required autocomplete="off" spellcheck="false" .value=${this.#form.method}
          @input=${(event: Event) => this.#edit({ method: (event.target as HTMLInputElement).value })} />
      </div>
      <div class="field">
        <label for="on">${t("calls.on")}</label>
        <select id="on" @change=${(event: Event) => this.#edit({ on: parseOn((event.target as HTMLSelectElement).value) })}>
          <option value="all" ?selected=${this.#form.on === "all"}>${t("word.allServers")}</option>
          <option value="first" ?selected=${this.#form.on === "first"}>${t("calls.first")}</option>
          ${servers.map(
            ({ server, url }) =>
              html`<option value=${server} ?selected=${this.#form.on === server}>${server} · ${url}</option>`,
          )}
        </select>
      </div>
      <div class="field calls-args">
        <label for="args">${t("word.arguments")}</label>
        <textarea id="args" class="mono" rows="3" spellcheck="false" aria-invalid=${problem !== undefined}
          aria-describedby="args-note" .value=${this.#form.args}
          @input=${(event: Event) => this.#edit({ args: (event.target as HTMLTextAreaElement).value })}></textarea>
        <p class="field-note" id="args-note">${
          problem
            ? html`<span class="tone-bad">${problem}</span>`
            : html`${t("calls.argsNote")} <code>{"$amf":"date","ms":0,"timeZone":0}</code>`
        }</p>
      </div>
      <button class="button primary" data-testid="call" ?disabled=${phase !== "open" || problem !== undefined}>${t("calls.call")}</button>
    </form>`;
  }

  #calls() {
    const { history } = this.#console;
    return html`<div class="section-head">
        <h2>${t("page.calls")}</h2><span class="count">${history.length || ""}</span>
        <button type="button" class="button small" ?disabled=${history.length === 0}
          @click=${() => this.#console.clearHistory()}>${icon("trash")} ${t("word.clear")}</button>
      </div>
      ${history.length === 0 ? html`<p class="panel calls-empty">${t("calls.none")}</p>` : nothing}
      <ol>${history.map((record) => this.#record(record))}</ol>`;
  }

  #record(record: CallRecord) {
    const { method, args, on, time, took, results, problem } = record;
    return html`<li class="panel calls-record" data-testid="record">
      <div class="calls-what">
        <button type="button" class="calls-again mono" title=${t("calls.again")}
          @click=${() => this.#edit({ method, args, on })}>${method}(${args.trim().replace(/^\[|\]$/g, "")})</button>
        <small>${targetText(on)} · ${timeOfDay(time)}
          ${took === undefined ? `· ${t("calls.waiting")}` : `· ${number(took)} ms`}</small>
      </div>
      ${problem ? html`<p class="tone-bad calls-problem">${problem}</p>` : nothing}
      <ul class="calls-results">${(results ?? []).map(
        ({ server, outcome, text }) => html`<li data-testid="result" data-outcome=${outcome}>
          <span class="pill tone-${OUTCOMES[outcome].tone}">${server} · ${OUTCOMES[outcome].label}</span>
          <code class="mono">${text}</code>
        </li>`,
      )}</ul>
    </li>`;
  }

  #received() {
    const { received } = this.#console;
    return html`<div class="section-head"><h2>${t("calls.received")}</h2><span class="count">${received.length || ""}</span></div>
      ${received.length === 0 ? html`<p class="panel calls-empty">${t("calls.noneReceived")}</p>` : nothing}
      <ol>${received.map(
        ({ server, kind, method, args }) => html`<li class="panel calls-record" data-testid="received">
          <div class="calls-what"><span class="mono">${method}(${args})</span><small>${t(`calls.kind.${kind}`)} · ${t("objects.fromServer", { server })}</small></div>
        </li>`,
      )}</ol>`;
  }

  #edit(change: Partial<CallForm>) {
    this.#form = { ...this.#form, ...change };
    this.requestUpdate();
  }

  #call(event: Event) {
    event.preventDefault();
    void this.#console.call(this.#form);
  }
}

/** Results of a call, for screen readers. */
function announcement(record: CallRecord | undefined): string {
  const results = (record?.results ?? []).map(({ server, outcome, text }) =>
    t("calls.announced", { server, outcome: OUTCOMES[outcome].label, text: text.slice(0, MAX_ANNOUNCED) }),
  );
  return [record?.problem, ...results].filter(Boolean).join(". ");
}

function targetText(on: CallForm["on"]): string {
  return typeof on === "number"
    ? t("objects.fromServer", { server: on })
    : on === "all"
      ? t("calls.onAll")
      : t("calls.onFirst");
}

function parseOn(value: string): CallForm["on"] {
  return value === "all" || value === "first" ? value : Number(value);
}

customElements.define("mc-calls-page", CallsPage);
