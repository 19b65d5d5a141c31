import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { timeOfDay } from "../../shared/format.ts";
import { ModelController } from "../../shared/model.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Author, FeedEntry } from "./change-feed.ts";
import type { ObjectInspector } from "./object-inspector.ts";

const AUTHORS: Record<Author, { tone: string; label: string }> = {
  page: { tone: "good", label: "This page" },
  other: { tone: "busy", label: "Another client" },
  gateway: { tone: "warning", label: "Synced by gateway" },
  none: { tone: "idle", label: "Object" },
};

/** Maximum number of entries shown. */
const SHOWN = 100;

/** List of changes and their authors, newest first. */
export class ChangeList extends LightElement {
  static override properties = { inspector: { attribute: false } };

  declare inspector: ObjectInspector;

  constructor() {
    super();
    new ModelController(this, () => [this.inspector]);
  }

  protected override async scheduleUpdate(): Promise<void> {
    await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  protected override render() {
    const { entries } = this.inspector.feed;
    return html`<div class="section-head"><h2>Changes</h2></div>
      <div class="panel feed" data-testid="feed" tabindex="0" role="log" aria-label="Changes" aria-live="off">
        ${entries.length === 0 ? html`<p class="log-empty">No changes yet.</p>` : nothing}
        <ol>${repeat(entries.slice(0, SHOWN), ({ id }) => id, entry)}</ol>
      </div>`;
  }
}

function entry({ time, author, servers, slot, before, after, outcome, text }: FeedEntry) {
  const { tone, label } = AUTHORS[author];
  const where = servers.length === 0 ? "" : `Server ${servers.join(", ")}`;
  return html`<li class="tone-${outcome === "lost" ? "bad" : tone}" data-testid="change" data-author=${author}>
    <div class="feed-head"><span class="dot"></span><b>${slot === undefined ? where || label : label}</b>
      <small>${slot === undefined ? text : [where, outcome === "lost" ? "overwritten by another client" : ""].filter(Boolean).join(" · ")}</small>
      <time>${timeOfDay(time)}</time></div>
    ${
      slot === undefined
        ? nothing
        : html`<div class="feed-what mono"><b>${slot}</b> ${before === undefined ? nothing : html`<del>${before}</del>`}
            ${after === undefined ? html`<em>deleted</em>` : html`<ins>${after}</ins>`}</div>`
    }
  </li>`;
}

customElements.define("mc-change-list", ChangeList);
