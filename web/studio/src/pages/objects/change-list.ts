import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { timeOfDay } from "../../shared/format.ts";
import { ModelController } from "../../shared/model.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Author, FeedEntry } from "./change-feed.ts";
import type { ObjectInspector } from "./object-inspector.ts";

const AUTHORS: Record<Author, { tone: string; word: string }> = {
  page: { tone: "good", word: "This page" },
  other: { tone: "busy", word: "Another client" },
  gateway: { tone: "warning", word: "Made equal" },
  none: { tone: "idle", word: "Object" },
};

/** As many as one reads. */
const SHOWN = 100;

/** Who changed what, newest first. */
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
        ${entries.length === 0 ? html`<p class="log-empty">Each change is listed here, with who made it.</p>` : nothing}
        <ol>${repeat(entries.slice(0, SHOWN), ({ id }) => id, entry)}</ol>
      </div>`;
  }
}

function entry({ time, author, servers, slot, before, after, outcome, text }: FeedEntry) {
  const { tone, word } = AUTHORS[author];
  const where = servers.length === 0 ? "" : `Server ${servers.join(", ")}`;
  return html`<li class="tone-${outcome === "lost" ? "bad" : tone}" data-testid="change" data-author=${author}>
    <div class="feed-head"><span class="dot"></span><b>${slot === undefined ? where || word : word}</b>
      <small>${slot === undefined ? text : [where, outcome === "lost" ? "another value won" : ""].filter(Boolean).join(" · ")}</small>
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
