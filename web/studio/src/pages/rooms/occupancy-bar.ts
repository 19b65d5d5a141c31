import { html, nothing, type TemplateResult } from "lit";
import { freeOf, type Occupancy, overOf, takenOf } from "./occupancy.ts";
import { occupancyText } from "./room-text.ts";

/** Occupancy as a bar. */
export function occupancyBar(occupancy: Occupancy): TemplateResult {
  const { reserved, others, capacity } = occupancy;
  const whole = Math.max(capacity, takenOf(occupancy), 1);
  const width = (count: number) => `width: ${((count / whole) * 100).toFixed(2)}%`;
  return html`<span class="occupancy ${overOf(occupancy) > 0 ? "over" : ""}" role="img" aria-label=${occupancyText(occupancy)}>
    <span class="occupancy-reserved" style=${width(reserved)}></span><span class="occupancy-others" style=${width(others)}></span>
  </span>`;
}

/** Occupancy in numbers. Hidden from screen readers, which read the label of the bar. */
export function occupancyFigures(occupancy: Occupancy): TemplateResult {
  const [over, free] = [overOf(occupancy), freeOf(occupancy)];
  const { reserved, capacity } = occupancy;
  return html`<span class="occupancy-figures" aria-hidden="true">
    <span><b>${takenOf(occupancy).toLocaleString()}</b> of ${capacity.toLocaleString()}</span>
    <small>${reserved > 0 ? `${reserved.toLocaleString()} reserved` : nothing}</small>
    <small class="occupancy-rest">${over > 0 ? html`<b class="tone-bad">${over.toLocaleString()} over capacity</b>` : free === 0 ? html`<b class="tone-warning">full</b>` : `${free.toLocaleString()} free`}</small>
  </span>`;
}

/** Legend of the bars. */
export const occupancyLegend = html`<ul class="occupancy-legend" aria-label="Legend">
  <li><span class="occupancy-reserved"></span>Reserved by gateways</li>
  <li><span class="occupancy-others"></span>Other users, counted by the application</li>
  <li><span class="occupancy-free"></span>Free</li>
</ul>`;
