import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { timeOfDay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Author, FeedEntry } from "./change-feed.ts";
import type { ObjectInspector } from "./object-inspector.ts";

const AUTHORS: Record<Author, { tone: string; label: string }> = {
  page: { tone: "good", label: t("change.page") },
  other: { tone: "busy", label: t("change.other") },
  gateway: { tone: "warning", label: t("change.gateway") },
  none: { tone: "idle", label: t("change.object") },
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
    return html`<div class="section-head"><h2>${t("objects.changes")}</h2></div>
      <div class="panel feed" data-testid="feed" tabindex="0" role="log" aria-label=${t("objects.changes")} aria-live="off">
        ${entries.length === 0 ? html`<p class="log-empty">${t("change.none")}</p>` : nothing}
        <ol>${repeat(entries.slice(0, SHOWN), ({ id }) => id, entry)}</ol>
      </div>`;
  }
}

function entry({ time, author, servers, slot, before, after, outcome, text }: FeedEntry) {
  const { tone, label } = AUTHORS[author];
  const where = servers.length === 0 ? "" : t("word.server", { server: servers.join(", ") });
  return html`<li class="tone-${outcome === "lost" ? "bad" : tone}" data-testid="change" data-author=${author}>
    <div class="feed-head"><span class="dot"></span><b>${slot === undefined ? where || label : label}</b>
      <small>${slot === undefined ? text : [where, outcome === "lost" ? t("change.overwritten") : ""].filter(Boolean).join(" · ")}</small>
      <time>${timeOfDay(time)}</time></div>
    ${
      slot === undefined
        ? nothing
        : html`<div class="feed-what mono"><b>${slot}</b> ${before === undefined ? nothing : html`<del>${before}</del>`}
            ${after === undefined ? html`<em>${t("change.deleted")}</em>` : html`<ins>${after}</ins>`}</div>`
    }
  </li>`;
}

customElements.define("mc-change-list", ChangeList);
