import { html, nothing, svg } from "lit";
import { LightElement } from "./light-element.ts";

const WIDTH = 240;
const HEIGHT = 48;

/** A small graph of the latest numbers, from 0 up. */
export class Sparkline extends LightElement {
  static override properties = { points: { attribute: false }, label: {}, capacity: { type: Number } };

  declare points: readonly number[];
  /** What is read out instead of the picture. */
  declare label: string;
  /** How many points fill the width. */
  declare capacity: number;

  constructor() {
    super();
    this.points = [];
    this.label = "";
    this.capacity = 240;
  }

  protected override render() {
    const points = this.points.slice(-this.capacity);
    return html`<svg role="img" aria-label=${this.label} viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
      ${points.length > 1 ? this.#graph(points) : nothing}
    </svg>`;
  }

  #graph(points: readonly number[]) {
    const step = WIDTH / (this.capacity - 1);
    const top = Math.max(1, ...points) * 1.15;
    const start = WIDTH - (points.length - 1) * step;
    const line = points.map((each, i) => {
      const y = HEIGHT - 1.5 - (each / top) * (HEIGHT - 4);
      return `${(start + i * step).toFixed(1)} ${y.toFixed(1)}`;
    });
    const path = `M${line.join("L")}`;
    return svg`<path class="area" d="${path}L${WIDTH} ${HEIGHT}L${start.toFixed(1)} ${HEIGHT}Z"/>
      <path class="line" d=${path} vector-effect="non-scaling-stroke"/>`;
  }
}

customElements.define("mc-sparkline", Sparkline);
