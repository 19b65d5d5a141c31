import { html, nothing, svg } from "lit";
import { LightElement } from "../../shared/ui/light-element.ts";

const WIDTH = 240;
const HEIGHT = 48;

/** A small graph of the latest numbers, from 0 up. */
export class Sparkline extends LightElement {
  static override properties = {
    points: { attribute: false },
    aims: { attribute: false },
    wished: { type: Number },
    label: {},
    capacity: { type: Number },
  };

  declare points: readonly number[];
  /** What the latest points should be at most, as a line of its own. */
  declare aims: readonly number[];
  /** What is to be seen in any case, below the top. */
  declare wished: number;
  /** What is read out instead of the picture. */
  declare label: string;
  /** How many points fill the width. */
  declare capacity: number;

  constructor() {
    super();
    this.points = [];
    this.aims = [];
    this.wished = 0;
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
    const aims = this.aims.slice(-points.length);
    const top = Math.max(1, this.wished, ...points, ...aims) * 1.15;
    const line = this.#line(points, top);
    const start = line.slice(0, line.indexOf(" "));
    return svg`<path class="area" d="M${line}L${WIDTH} ${HEIGHT}L${start} ${HEIGHT}Z"/>
      ${aims.length > 1 ? svg`<path class="aim" d="M${this.#line(aims, top)}" vector-effect="non-scaling-stroke"/>` : nothing}
      <path class="line" d="M${line}" vector-effect="non-scaling-stroke"/>`;
  }

  /** Ends at the right; a point before begins further left. */
  #line(points: readonly number[], top: number): string {
    const step = WIDTH / (this.capacity - 1);
    const start = WIDTH - (points.length - 1) * step;
    const at = points.map((each, i) => {
      const y = HEIGHT - 1.5 - (each / top) * (HEIGHT - 4);
      return `${(start + i * step).toFixed(1)} ${y.toFixed(1)}`;
    });
    return at.join("L");
  }
}

customElements.define("mc-sparkline", Sparkline);
