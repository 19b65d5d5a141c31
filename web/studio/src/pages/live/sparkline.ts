import { html, nothing, svg } from "lit";
import { LightElement } from "../../shared/ui/light-element.ts";

const WIDTH = 240;
const HEIGHT = 48;

/** Small graph of the latest values, starting at 0. */
export class Sparkline extends LightElement {
  static override properties = {
    points: { attribute: false },
    aims: { attribute: false },
    chosen: { type: Number },
    label: {},
    capacity: { type: Number },
  };

  declare points: readonly number[];
  /** Target of each point, drawn as a second line. */
  declare aims: readonly number[];
  /** Value that the scale always includes. */
  declare chosen: number;
  /** Text alternative for screen readers. */
  declare label: string;
  /** Number of points across the full width. */
  declare capacity: number;

  constructor() {
    super();
    this.points = [];
    this.aims = [];
    this.chosen = 0;
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
    const top = Math.max(1, this.chosen, ...points, ...aims) * 1.15;
    const line = this.#line(points, top);
    const start = line.slice(0, line.indexOf(" "));
    return svg`<path class="area" d="M${line}L${WIDTH} ${HEIGHT}L${start} ${HEIGHT}Z"/>
      ${aims.length > 1 ? svg`<path class="aim" d="M${this.#line(aims, top)}" vector-effect="non-scaling-stroke"/>` : nothing}
      <path class="line" d="M${line}" vector-effect="non-scaling-stroke"/>`;
  }

  /** Path of the points, aligned to the right edge. */
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
