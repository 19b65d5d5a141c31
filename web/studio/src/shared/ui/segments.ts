import { html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

/** Option of a segmented control. */
export interface Segment<T extends string> {
  value: T;
  label: string;
  /** Shown instead of the label, which is then only for screen readers. */
  icon?: IconName;
}

/** Segmented control: a row of radio buttons, with the keyboard behaviour of a radio group. */
export function segments<T extends string>(
  legend: string,
  options: readonly Segment<T>[],
  chosen: T | undefined,
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
