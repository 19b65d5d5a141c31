import { html } from "lit";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";

/** How long it says that it was copied, in milliseconds. */
const SAID_MS = 2000;

/** A text to copy, such as an address. */
export class CopyField extends LightElement {
  static override properties = { label: {}, text: { attribute: false } };

  declare label: string;
  declare text: string;
  #copied = false;

  protected override render() {
    return html`<label class="copy-field"><span>${this.label}</span>
      <span class="field-row"><input class="mono" readonly .value=${this.text} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
        <button type="button" class="button icon-button" title="Copy" @click=${this.#copy}>${icon(this.#copied ? "check" : "copy")}
          <span class="sr-only" role="status">${this.#copied ? "Copied" : `Copy ${this.label}`}</span></button></span></label>`;
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      // Not over http:// of another machine: it is at least selected.
      this.querySelector("input")?.select();
      return;
    }
    this.#say(true);
    setTimeout(() => this.#say(false), SAID_MS);
  }

  #say(copied: boolean) {
    this.#copied = copied;
    this.requestUpdate();
  }
}

customElements.define("mc-copy-field", CopyField);
