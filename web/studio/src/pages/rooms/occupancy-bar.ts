import { html, nothing, type TemplateResult } from "lit";
import { number } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
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
    <span><b>${number(takenOf(occupancy))}</b> ${t("rooms.ofCapacity", { capacity })}</span>
    <small>${reserved > 0 ? t("rooms.reservedCount", { count: reserved }) : nothing}</small>
    <small class="occupancy-rest">${over > 0 ? html`<b class="tone-bad">${t("rooms.over", { count: over })}</b>` : free === 0 ? html`<b class="tone-warning">${t("rooms.full")}</b>` : t("rooms.freeCount", { count: free })}</small>
  </span>`;
}

/** Legend of the bars. */
export const occupancyLegend = html`<ul class="occupancy-legend" aria-label=${t("rooms.legend")}>
  <li><span class="occupancy-reserved"></span>${t("rooms.reserved")}</li>
  <li><span class="occupancy-others"></span>${t("rooms.othersUsers")}</li>
  <li><span class="occupancy-free"></span>${t("rooms.free")}</li>
</ul>`;
