import { html, nothing } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { type Destinations, titleOf } from "../../shared/servers/destinations.ts";
import type { RuleProblem, SentQuality } from "../../shared/servers/rules.ts";
import { icon } from "../../shared/ui/icons.ts";

/** List of what the services of a destination do not take. Empty without problems. */
export function ruleNotes(problems: readonly RuleProblem[]) {
  return problems.length === 0
    ? nothing
    : html`<ul class="rule-notes" data-testid="rule-notes">${problems.map(
        ({
          severity,
          text,
        }) => html`<li class="tone-${severity === "error" ? "bad" : "warning"}" data-severity=${severity}>
          ${icon("alert")}<span><span class="sr-only">${t(`log.severity.${severity}`)}:</span> ${text}</span></li>`,
      )}</ul>`;
}

/** List of what the services of the enabled destinations refuse. */
export function refusals(destinations: Destinations, quality: SentQuality) {
  return ruleNotes(
    destinations.enabled.flatMap((each) =>
      destinations
        .problemsOf(each, quality)
        .filter(({ severity }) => severity === "error")
        .map(({ severity, text }) => ({ severity, text: `${titleOf(each)}: ${text}` })),
    ),
  );
}
