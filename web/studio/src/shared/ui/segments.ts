import { html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

/** One of several things to choose from. */
export interface Segment<T extends string> {
  value: T;
  label: string;
  /** Stands in the place of the label, which is then read out only. */
  icon?: IconName;
}

/** Radio buttons in a row. Arrow keys move as in every radio group. */
export function segments<T extends string>(
  legend: string,
  options: readonly Segment<T>[],
  chosen: T,
  choose: (value: T) => void,
  disabled = false,
): TemplateResult {
  const name = legend.toLowerCase().replaceAll(" ", "-");
  return html`<fieldset class="segments" ?disabled=${disabled}>
    <legend class="sr-only">${legend}</legend>
    ${options.map(
      (each) => html`<label title=${each.icon ? each.label : nothing}>
        <input type="radio" name=${name} .checked=${each.value === chosen} @change=${() => choose(each.value)} />
        <span>${each.icon ? html`${icon(each.icon)}<span class="sr-only">${each.label}</span>` : each.label}</span>
      </label>`,
    )}
  </fieldset>`;
}
