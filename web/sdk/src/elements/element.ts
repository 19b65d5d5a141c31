import { needsPage } from "../shared/environment.ts";
import { trustedHtml } from "../shared/trusted.ts";
import type { ElementTexts, TextKey } from "./texts/en.ts";
import { languageOf, textsFor } from "./texts/texts.ts";

/** Base class: HTMLElement, or an empty class on a server that renders pages. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** Style sheets by their text. Constructable style sheets work under any Content Security Policy. */
const sheets = new Map<string, CSSStyleSheet>();

function sheet(css: string): CSSStyleSheet {
  const made = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) {
    made.replaceSync(css);
    sheets.set(css, made);
  }
  return made;
}

/** Custom element with a shadow root. Markup and styles are constants of the SDK; everything else is set as text. */
export abstract class ShadowElement extends Base {
  protected readonly root: ShadowRoot;
  #texts: ElementTexts = textsFor("");

  /**
   * @param markup of the shadow root
   * @param styles in cascade order
   */
  protected constructor(markup: string, ...styles: string[]) {
    super();
    if (typeof this.attachShadow !== "function") {
      throw needsPage("the elements need", "HTMLElement is");
    }
    this.root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const template = this.ownerDocument.createElement("template");
    template.innerHTML = trustedHtml(markup);
    this.root.append(template.content);
    this.root.adoptedStyleSheets = styles.map(sheet);
  }

  /** Texts in the language of the page where the element was last added. */
  protected get texts(): ElementTexts {
    return this.#texts;
  }

  /** Applies the language of the page to the markup: `data-text`, `data-label` and `data-title` contain keys of texts. */
  protected localize(): void {
    this.#texts = textsFor(languageOf(this));
    for (const element of this.root.querySelectorAll<HTMLElement>("[data-text], [data-label], [data-title]")) {
      const { text, label, title } = element.dataset as { [name: string]: TextKey | undefined };
      text && setText(element, this.#texts[text]);
      label && element.setAttribute("aria-label", this.#texts[label]);
      title && element.setAttribute("title", this.#texts[title]);
    }
  }

  /** Returns the element of the shadow root with a `part` name. */
  protected partElement<T extends Element = HTMLElement>(name: string): T {
    const found = this.root.querySelector<T>(`[part~="${name}"]`);
    if (found === null) {
      throw new TypeError(`shadow root without a part "${name}"`);
    }
    return found;
  }

  /** Sets the label and the icon of a button, if they have changed. */
  protected renderButton(part: string, label: string, icon: string): void {
    const button = this.partElement(part);
    if (button.title !== label) {
      button.title = label;
      button.setAttribute("aria-label", label);
      button.innerHTML = trustedHtml(icon);
    }
  }

  /** Dispatches an event to the page, through enclosing shadow roots. */
  protected emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Reapplies properties that were set before the element was upgraded, so that its setters are called. */
  protected upgrade(...names: string[]): void {
    const self = this as unknown as { [name: string]: unknown };
    for (const name of names) {
      if (Object.hasOwn(self, name)) {
        const value = self[name];
        delete self[name];
        self[name] = value;
      }
    }
  }

  /** Returns the value of an attribute; empty if absent. */
  protected text(name: string): string {
    return this.getAttribute(name) ?? "";
  }
}

/** Registers an element, unless it is registered already or there is no registry. */
export function define(name: string, element: CustomElementConstructor): void {
  if (globalThis.customElements !== undefined && customElements.get(name) === undefined) {
    customElements.define(name, element);
  }
}

/** Sets a text only if it has changed, as screen readers announce each assignment. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
