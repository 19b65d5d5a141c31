import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../../../shared/i18n/t.ts";
import { gainText, MAX_DB, SILENT_DB } from "./gain.ts";

/**
 * Renders a slider for a gain.
 *
 * @param id of the field, unique in the page
 * @param name of the source, for screen readers
 * @param choose called with each new gain in decibels
 */
export function gainSlider(id: string, name: string, gainDb: number, choose: (gainDb: number) => void): TemplateResult {
  const text = gainText(gainDb);
  return html`<div class="gain">
    <label for="${id}-gain">${t("audio.gain")}<span class="sr-only"> ${name}</span></label>
    <input type="range" id="${id}-gain" data-testid="${id}-gain" min=${SILENT_DB} max=${MAX_DB} step="1" .value=${live(String(gainDb))}
      aria-valuetext=${text} title=${t("audio.gainNote")}
      @input=${(event: Event) => choose((event.target as HTMLInputElement).valueAsNumber)} @dblclick=${() => choose(0)}>
    <output for="${id}-gain">${text}</output>
  </div>`;
}
