import { html, nothing, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { countText, timeOfDay } from "../format.ts";
import { t } from "../i18n/t.ts";
import { ModelController } from "../model.ts";
import { icon } from "../ui/icons.ts";
import { LightElement } from "../ui/light-element.ts";
import { saveFile } from "../ui/save-file.ts";
import { segments } from "../ui/segments.ts";
import type { EventLog, LogEntry, Severity } from "./event-log.ts";

const FILTERS = [
  { value: "all", label: t("word.all") },
  { value: "warning", label: t("log.warnings") },
  { value: "error", label: t("log.errors") },
] as const;

const TONES: Record<Severity, string> = { info: "idle", good: "good", warning: "warning", error: "bad" };

/** List of events, newest at the bottom. */
export class LogPanel extends LightElement {
  static override properties = { log: { attribute: false } };

  declare log: EventLog;
  readonly #list = createRef<HTMLElement>();
  #severity: "all" | "warning" | "error" = "all";
  #text = "";
  #atEnd = true;

  constructor() {
    super();
    new ModelController(this, () => [this.log]);
  }

  protected override render() {
    const shown = this.log.filter(this.#severity, this.#text);
    const none = this.log.entries.length === 0;
    return html`<div class="section-head">
        <h2>${t("word.events")}</h2>
        <span class="count" aria-live=${this.#text === "" ? "off" : "polite"}>${countText(shown.length, this.log.entries.length)}</span>
        <div class="log-tools">
          ${segments(t("log.show"), FILTERS, this.#severity, (severity) => this.#filter({ severity }))}
          <label class="search">${icon("search")}<span class="sr-only">${t("log.search")}</span>
            <input type="search" placeholder=${t("log.searchShort")} .value=${this.#text}
              @input=${(event: Event) => this.#filter({ text: (event.target as HTMLInputElement).value })} /></label>
          <button type="button" class="button small" ?disabled=${none} data-testid="export-log" aria-label=${t("log.export")} @click=${this.#export}>${icon("download")}<span>${t("word.export")}</span></button>
        </div>
      </div>
      <div class="panel log" data-testid="event-log" tabindex="0" role="log" aria-label=${t("word.events")} aria-live="off"
        ${ref(this.#list)} @scroll=${this.#scrolled}>
        ${shown.length === 0 ? html`<p class="log-empty">${none ? t("log.none") : t("log.noMatch")}</p>` : nothing}
        <ol>${shown.map(entry)}</ol>
      </div>`;
  }

  protected override updated(_: PropertyValues): void {
    const list = this.#list.value;
    if (list !== undefined && this.#atEnd) {
      list.scrollTop = list.scrollHeight;
    }
  }

  #scrolled() {
    const list = this.#list.value;
    this.#atEnd = list === undefined || list.scrollHeight - list.scrollTop - list.clientHeight < 24;
  }

  #filter({ severity, text }: { severity?: "all" | "warning" | "error"; text?: string }) {
    this.#severity = severity ?? this.#severity;
    this.#text = text ?? this.#text;
    this.requestUpdate();
  }

  #export() {
    saveFile("events", this.log.export());
  }
}

function entry({ time, severity, source, text, code }: LogEntry) {
  return html`<li class="tone-${TONES[severity]}">
    <time datetime=${time}>${timeOfDay(Date.parse(time))}</time>
    <span class="dot"></span><span class="sr-only">${t(`log.severity.${severity}`)}:</span>
    <span class="log-source">${source}</span>
    <span class="log-text">${text} ${code ? html`<code>${code}</code>` : nothing}</span>
  </li>`;
}

customElements.define("mc-log-panel", LogPanel);
