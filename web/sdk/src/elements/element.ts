/** HTMLElement, or where there is none, as on a server that renders pages, something to derive from. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** Makes a style sheet once, whatever policy the page has for styles. */
const sheets = new Map<string, CSSStyleSheet>();

function sheet(css: string): CSSStyleSheet {
  const made = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) {
    made.replaceSync(css);
    sheets.set(css, made);
  }
  return made;
}

/** A custom element with a shadow root. Markup and styles are constants of ours; everything else is set as text. */
export abstract class ShadowElement extends Base {
  protected readonly root: ShadowRoot;

  /** @param markup of the shadow root @param styles in their order */
  protected constructor(markup: string, ...styles: string[]) {
    super();
    this.root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const template = this.ownerDocument.createElement("template");
    template.innerHTML = markup;
    this.root.append(template.content);
    this.root.adoptedStyleSheets = styles.map(sheet);
  }

  /** The element of the shadow root that has this name as its `part`. */
  protected inside<T extends Element = HTMLElement>(name: string): T {
    const found = this.root.querySelector<T>(`[part~="${name}"]`);
    if (found === null) {
      throw new TypeError(`no part ${name}`);
    }
    return found;
  }

  /** Tells the page, through shadow roots around this one, too. */
  protected emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Values that were set on the element before its class was there become values of the class. */
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

  /** What a text attribute says; empty where it is not there. */
  protected text(name: string): string {
    return this.getAttribute(name) ?? "";
  }
}

/** Registers an element, unless somebody has done so or there is no place to. */
export function define(name: string, element: CustomElementConstructor): void {
  if (globalThis.customElements !== undefined && customElements.get(name) === undefined) {
    customElements.define(name, element);
  }
}

/** Writes text only where it is another: screen readers read what is written. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
