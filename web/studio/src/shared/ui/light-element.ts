import { LitElement } from "lit";

/** An element of the page that shares the page's styles: labels and focus work as in one document. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
