import { html } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";

/** Duration of the confirmation, in milliseconds. */
const CONFIRM_MS = 2000;

/** Read-only field with a copy button. */
export class CopyField extends LightElement {
  static override properties = { label: {}, text: { attribute: false } };

  declare label: string;
  declare text: string;
  #copied = false;

  protected override render() {
    return html`<label class="copy-field"><span>${this.label}</span>
      <span class="field-row"><input class="mono" readonly .value=${this.text} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
        <button type="button" class="button icon-button" title=${t("copy.copy")} @click=${this.#copy}>${icon(this.#copied ? "check" : "copy")}
          <span class="sr-only">${t("copy.name", { name: this.label })}</span></button></span></label>
      <span class="sr-only" role="status">${this.#copied ? t("copy.done") : ""}</span>`;
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      // The clipboard requires a secure context. Select the text instead.
      this.querySelector("input")?.select();
      return;
    }
    this.#confirm(true);
    setTimeout(() => this.#confirm(false), CONFIRM_MS);
  }

  #confirm(copied: boolean) {
    this.#copied = copied;
    this.requestUpdate();
  }
}

customElements.define("mc-copy-field", CopyField);
