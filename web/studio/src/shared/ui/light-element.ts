import { LitElement } from "lit";

/** Element without shadow root: it shares the styles of the page, and labels and focus work across elements. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
