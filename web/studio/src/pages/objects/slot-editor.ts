import { html, nothing } from "lit";
import type { Value } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { problemIn, readValue, TEMPLATES } from "../../shared/values/value-text.ts";

/** Editor of a value as JSON of the protocol, with a name for a new slot. */
export class SlotEditor extends LightElement {
  static override properties = {
    text: {},
    isNew: { attribute: false },
    save: { attribute: false },
    cancel: { attribute: false },
    typed: { attribute: false },
  };

  /** Current text of the value. */
  declare text: string;
  /** Whether the slot is new and needs a name. */
  declare isNew: boolean;
  /** Called with the value, and the path of a new slot. May throw an error with an explanation for the user. */
  declare save: (path: string[], value: Value) => void;
  declare cancel: () => void;
  /** Called with each change of the text. */
  declare typed: ((text: string) => void) | undefined;
  #name = "";
  #saveError: string | undefined;
  #touched = false;

  protected override render() {
    const problem = this.#saveError ?? (this.#touched || !this.isNew ? this.#problem : undefined);
    return html`<form class="editor" @submit=${this.#submit} @keydown=${this.#key}>
      ${
        this.isNew
          ? html`<div class="field"><label for="slot-name">${t("word.name")}</label>
              <input id="slot-name" class="mono" required autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="user.name"
                aria-describedby="slot-note" .value=${this.#name} @input=${this.#rename} /></div>`
          : nothing
      }
      <textarea class="mono" spellcheck="false" autocapitalize="off" aria-label=${t("slot.value")} data-testid="value" placeholder='5, "text", [1, 2], {"name": "Ada"}'
        aria-invalid=${problem !== undefined} aria-describedby="slot-note" .value=${this.text} @input=${this.#input}></textarea>
      <p class="field-note" id="slot-note" role="status">${
        problem ? html`<span class="tone-bad">${problem}</span>` : this.isNew ? t("slot.dots") : nothing
      }</p>
      <div class="editor-row">
        <select aria-label=${t("slot.template")} @change=${this.#template}>
          <option value="">${t("slot.templates")}</option>
          ${TEMPLATES.map(({ name, text }) => html`<option value=${text} translate="no">${name}</option>`)}
        </select>
        <span class="editor-gap"></span>
        <button type="button" class="button small" @click=${() => this.cancel()}>${t("word.cancel")}</button>
        <button class="button small primary" data-testid="save-slot" ?disabled=${this.#problem !== undefined}>${this.isNew ? t("word.add") : t("word.save")}</button>
      </div>
    </form>`;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>(this.isNew ? "input" : "textarea")?.focus();
  }

  get #problem(): string | undefined {
    return problemIn(this.text, slotValue);
  }

  #rename({ target }: Event) {
    this.#name = (target as HTMLInputElement).value;
    this.#saveError = undefined;
    this.requestUpdate();
  }

  #input({ target }: Event) {
    this.#write((target as HTMLTextAreaElement).value);
  }

  #template({ target }: Event) {
    const select = target as HTMLSelectElement;
    this.#write(select.value);
    select.value = "";
    this.querySelector("textarea")?.focus();
  }

  #write(text: string) {
    this.text = text;
    this.#touched = true;
    this.#saveError = undefined;
    this.typed?.(text);
  }

  #key(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.cancel();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      (event.currentTarget as HTMLFormElement).requestSubmit();
    }
  }

  #submit(event: Event) {
    event.preventDefault();
    this.#touched = true;
    try {
      this.save(this.#name.trim().split("."), slotValue(this.text));
    } catch (error) {
      this.#saveError = (error as Error).message;
    }
    this.requestUpdate();
  }
}

/** Parses a value that a slot can have: null and undefined delete a slot, as in Flash. */
function slotValue(text: string): Value {
  const value = readValue(text);
  if (value === null || value === undefined) {
    throw new TypeError(t("slot.null"));
  }
  return value;
}

customElements.define("mc-slot-editor", SlotEditor);
