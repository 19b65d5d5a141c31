import { html, nothing, type TemplateResult } from "lit";
import { plural } from "../../shared/format.ts";
import { icon } from "../../shared/ui/icons.ts";
import { occupancyOf, together } from "./occupancy.ts";
import { occupancyBar, occupancyFigures } from "./occupancy-bar.ts";
import type { Directory } from "./operator.ts";
import { DIRECTORY_LABELS } from "./room-text.ts";

/** How each directory is, and how full its rooms are together. */
export function directoryCards(directories: readonly Directory[]): TemplateResult {
  return directories.length === 0
    ? html`<p class="card empty">${icon("list")}<b>No directory is configured.</b>
        <span>Name the application that has one: <code class="mono">multiconnection.rooms.&lt;name&gt;.master</code>.</span></p>`
    : html`<ul class="directories">${directories.map(directoryCard)}</ul>`;
}

function directoryCard({ name, master, state, malformed, counts, rooms }: Directory) {
  const { tone, word, text } = DIRECTORY_LABELS[state];
  const occupancy = together(rooms.map((room) => occupancyOf(room, counts)));
  return html`<li class="card" data-testid="directory" data-state=${state}>
    <div class="card-head">
      <div class="card-title"><h3>${name}</h3><p class="mono" title=${master}>${master}</p></div>
      <span class="pill tone-${tone}">${state === "waiting" ? html`<span class="spinner"></span>` : html`<span class="dot"></span>`} ${word}</span>
    </div>
    ${
      rooms.length === 0
        ? nothing
        : html`<div class="directory-sum">${occupancyBar(occupancy)}
            <span>${plural(rooms.length, "room")}</span> ${occupancyFigures(occupancy)}</div>`
    }
    ${state === "current" ? nothing : html`<p class="directory-note tone-${tone}">${text}</p>`}
    ${malformed === 0 ? nothing : html`<p class="directory-note tone-warning">${plural(malformed, "slot")} that ${malformed === 1 ? "is" : "are"} no room, and passed over.</p>`}
  </li>`;
}
