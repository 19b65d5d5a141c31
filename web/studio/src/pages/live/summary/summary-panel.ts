import { html, nothing } from "lit";
import { t } from "../../../shared/i18n/t.ts";
import { icon } from "../../../shared/ui/icons.ts";
import { LightElement } from "../../../shared/ui/light-element.ts";
import { saveFile } from "../../../shared/ui/save-file.ts";
import type { ServerSummary, Summary } from "./summary.ts";
import { endText, endTone, type Figure, figuresOf, serverFiguresOf, startText, summaryText } from "./summary-text.ts";

/** Summary of the last broadcast, with a row for each server. */
export class SummaryPanel extends LightElement {
  static override properties = { summary: { attribute: false }, close: { attribute: false } };

  declare summary: Summary;
  /** Called when the user closes the panel. */
  declare close: () => void;
  /** Result of copying. Empty before that. */
  #copied = "";

  protected override render() {
    const { failure, servers } = this.summary;
    return html`<div class="panel summary" data-testid="summary">
      <div class="summary-head">
        <div><h2>${t("summary.title")}</h2><p translate="no">${startText(this.summary)}</p></div>
        <button type="button" class="button icon-button bare" data-testid="summary-close" @click=${this.#close}>
          ${icon("close")}<span class="sr-only">${t("summary.close")}</span></button>
      </div>
      ${failure === undefined ? nothing : html`<p class="notice tone-bad">${icon("alert")} ${failure}</p>`}
      ${figures(figuresOf(this.summary))}
      <ul class="summary-servers">${servers.map(server)}</ul>
      <div class="row summary-actions">
        <button type="button" class="button small" data-testid="summary-copy" @click=${this.#copy}>${icon("copy")} ${t("copy.copy")}</button>
        <button type="button" class="button small" data-testid="summary-download" @click=${this.#download}>${icon("download")} ${t("summary.download")}</button>
        <span class="summary-copied" role="status">${this.#copied}</span>
      </div>
    </div>`;
  }

  async #copy() {
    this.#copied = await navigator.clipboard.writeText(summaryText(this.summary)).then(
      () => t("copy.done"),
      () => t("summary.notCopied"),
    );
    this.requestUpdate();
  }

  #download() {
    saveFile("summary", JSON.stringify(this.summary, null, 2));
  }

  #close() {
    this.close();
    // The focused button is gone: continue at the next step.
    document.getElementById("live")?.focus();
  }
}

function server(each: ServerSummary) {
  const tone = endTone(each);
  return html`<li data-testid="summary-server">
    <h3>${each.name}</h3>
    <p class="summary-end tone-${tone}">${tone === "bad" || tone === "warning" ? icon("alert") : nothing} ${endText(each)}</p>
    ${figures(serverFiguresOf(each))}
  </li>`;
}

function figures(list: readonly Figure[]) {
  return html`<dl class="figures">${list.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

customElements.define("mc-summary-panel", SummaryPanel);
