import { html } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../../shared/i18n/t.ts";
import { ModelController } from "../../../shared/model.ts";
import type { Settings } from "../../../shared/settings.ts";
import { icon } from "../../../shared/ui/icons.ts";
import { LightElement } from "../../../shared/ui/light-element.ts";
import { keyOf, press, shortcutsOf } from "./shortcuts.ts";

/** Listens for the keyboard shortcuts of the page. Button and dialog list them and switch them off. */
export class ShortcutsHelp extends LightElement {
  static override properties = { settings: { attribute: false } };

  declare settings: Settings;
  readonly #dialog = createRef<HTMLDialogElement>();
  #listening = new AbortController();

  constructor() {
    super();
    new ModelController(this, () => [this.settings]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("keydown", (event) => this.settings.values.shortcuts && press(event, document), {
      signal,
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening.abort();
  }

  protected override render() {
    return html`<button type="button" class="button small bare" data-testid="shortcuts" aria-keyshortcuts=${keyOf(this.settings, "help")}
        @click=${this.#open}>${icon("keyboard")} ${t("shortcuts.title")}</button>
      <dialog class="dialog small" aria-labelledby="shortcuts-title" ${ref(this.#dialog)}>
        <form method="dialog">
          <div class="dialog-head">
            <h2 id="shortcuts-title">${t("shortcuts.title")}</h2>
            <button class="button icon-button bare">${icon("close")}<span class="sr-only">${t("word.close")}</span></button>
          </div>
          <dl class="shortcuts">${shortcutsOf(document).map(
            ({ key, text }) => html`<div><dt>${text}</dt><dd><kbd translate="no">${key}</kbd></dd></div>`,
          )}</dl>
          <label class="check"><input type="checkbox" role="switch" data-testid="use-shortcuts" .checked=${this.settings.values.shortcuts}
            @change=${(event: Event) => this.settings.set({ shortcuts: (event.target as HTMLInputElement).checked })} />
            <span>${t("shortcuts.use")}<small>${t("shortcuts.useNote")}</small></span></label>
        </form>
      </dialog>`;
  }

  #open() {
    // The buttons of the page have changed since the last rendering.
    this.requestUpdate();
    this.#dialog.value?.showModal();
  }
}

customElements.define("mc-shortcuts", ShortcutsHelp);
