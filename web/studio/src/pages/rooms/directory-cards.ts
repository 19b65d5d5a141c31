import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { icon } from "../../shared/ui/icons.ts";
import { occupancyOf, totalOf } from "./occupancy.ts";
import { occupancyBar, occupancyFigures } from "./occupancy-bar.ts";
import type { Directory } from "./operator.ts";
import { DIRECTORY_LABELS } from "./room-text.ts";

/** Cards of directories with their state and total occupancy. */
export function directoryCards(directories: readonly Directory[]): TemplateResult {
  return directories.length === 0
    ? html`<p class="card empty">${icon("list")}<b>${t("rooms.noDirectories")}</b>
        <span>${t("rooms.configure")} <code class="mono">multiconnection.rooms.&lt;name&gt;.master</code>.</span></p>`
    : html`<ul class="directories">${directories.map(directoryCard)}</ul>`;
}

function directoryCard({ name, master, state, malformed, counts, rooms }: Directory) {
  const { tone, label, text } = DIRECTORY_LABELS[state];
  const occupancy = totalOf(rooms.map((room) => occupancyOf(room, counts)));
  return html`<li class="card" data-testid="directory" data-state=${state}>
    <div class="card-head">
      <div class="card-title"><h3>${name}</h3><p class="mono" title=${master}>${master}</p></div>
      <span class="pill tone-${tone}">${state === "waiting" ? html`<span class="spinner"></span>` : html`<span class="dot"></span>`} ${label}</span>
    </div>
    ${
      rooms.length === 0
        ? nothing
        : html`<div class="directory-sum">${occupancyBar(occupancy)}
            <span>${t("count.rooms", { count: rooms.length })}</span> ${occupancyFigures(occupancy)}</div>`
    }
    ${state === "current" ? nothing : html`<p class="directory-note tone-${tone}">${text}</p>`}
    ${malformed === 0 ? nothing : html`<p class="directory-note tone-warning">${t("rooms.malformed", { count: malformed })}</p>`}
  </li>`;
}
