import { html, nothing, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { countText } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import { occupancyBar, occupancyFigures, occupancyLegend } from "./occupancy-bar.ts";
import { filtered, type OccupancyRow, type Order, roomRows, serverRows, sorted } from "./occupancy-rows.ts";
import type { Directory } from "./operator.ts";

const KINDS = [
  { value: "rooms", label: t("word.rooms") },
  { value: "servers", label: t("word.servers") },
] as const;
type Kind = (typeof KINDS)[number]["value"];

const ORDERS: Record<Order, string> = {
  fullest: t("rooms.fullest"),
  emptiest: t("rooms.emptiest"),
  users: t("rooms.users"),
  name: t("rooms.byName"),
};

/** Heights of a row in pixels, as in rooms.css. */
const HEIGHTS = { wide: 56, narrow: 82 } as const;

/** Rows rendered above and below the visible ones. */
const MARGIN = 8;

/** Occupancy of rooms or servers. Renders only the visible rows. */
export class RoomList extends LightElement {
  static override properties = { directories: { attribute: false } };

  declare directories: readonly Directory[];
  readonly #list = createRef<HTMLElement>();
  readonly #size = new ResizeObserver(() => this.requestUpdate());
  readonly #narrow = matchMedia("(max-width: 620px)");
  #kind: Kind = "rooms";
  #order: Order = "fullest";
  #directory = "";
  #text = "";

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  /** Limits updates to one per animation frame. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  protected override render() {
    const chosen = this.directories.filter(({ name }) => this.#directory === "" || name === this.#directory);
    const all = this.#kind === "rooms" ? roomRows(chosen) : serverRows(chosen);
    const rows = sorted(filtered(all, this.#text), this.#order);
    if (this.directories.every(({ rooms }) => rooms.length === 0)) {
      return this.#empty();
    }
    return html`${this.#tools(rows.length, all.length)}
      <div class="panel room-lines" data-testid="rooms">
        ${rows.length === 0 ? html`<p class="log-empty">${t("rooms.noMatch")}</p>` : this.#rows(rows)}
      </div>
      ${occupancyLegend}`;
  }

  protected override updated(_: PropertyValues): void {
    if (this.#list.value !== undefined) {
      this.#size.observe(this.#list.value);
    }
  }

  #tools(count: number, all: number) {
    const text = countText(count, all);
    return html`<div class="section-head">
      <h2>${t("rooms.occupancy")}</h2><span class="count" data-testid="count" aria-live=${this.#text === "" ? "off" : "polite"}>${text}</span>
      <div class="room-tools">
        ${segments(t("rooms.view"), KINDS, this.#kind, (kind) => this.#show({ kind }))}
        ${this.directories.length > 1 ? this.#directories() : nothing}
        <label class="room-order"><span class="sr-only">${t("rooms.order")}</span>
          <select data-testid="order" @change=${(event: Event) => this.#show({ order: inputValue(event) as Order })}>
            ${Object.entries(ORDERS).map(([value, label]) => html`<option value=${value} ?selected=${value === this.#order}>${label}</option>`)}
          </select></label>
        <label class="search">${icon("search")}<span class="sr-only">${t("word.filter")}</span>
          <input type="search" placeholder=${t("word.filter")} .value=${this.#text} @input=${(event: Event) => this.#show({ text: inputValue(event) })} /></label>
      </div>
    </div>`;
  }

  #directories() {
    return html`<label class="room-order"><span class="sr-only">${t("rooms.directory")}</span>
      <select @change=${(event: Event) => this.#show({ directory: inputValue(event) })}>
        <option value="" ?selected=${this.#directory === ""}>${t("rooms.allDirectories")}</option>
        ${this.directories.map(({ name }) => html`<option value=${name} ?selected=${name === this.#directory}>${name}</option>`)}
      </select></label>`;
  }

  #rows(rows: readonly OccupancyRow[]) {
    const height = this.#narrow.matches ? HEIGHTS.narrow : HEIGHTS.wide;
    const { scrollTop = 0, clientHeight = 800 } = this.#list.value ?? {};
    const from = Math.max(0, Math.floor(scrollTop / height) - MARGIN);
    const to = Math.ceil((scrollTop + clientHeight) / height) + MARGIN;
    const shown = rows.slice(from, to).map((row, i) => ({ row, index: from + i }));
    return html`<div class="room-scroll" tabindex="0" role="region" aria-label=${KINDS.find(({ value }) => value === this.#kind)?.label ?? ""} @scroll=${() => this.requestUpdate()} ${ref(this.#list)}>
      <ul style="height: ${rows.length * height}px">${repeat(
        shown,
        ({ row }) => row.key,
        ({ row, index }) => this.#row(row, index, rows.length, height),
      )}</ul>
    </div>`;
  }

  #row({ name, directory, group, note, occupancy }: OccupancyRow, index: number, all: number, height: number) {
    return html`<li class="room-line" data-testid="room" data-name=${name} aria-posinset=${index + 1} aria-setsize=${all}
        style="top: ${index * height}px; height: ${height}px">
      <span class="room-name"><b title=${name}>${name}</b>
        ${group === undefined ? nothing : html`<span class="tag">${group}</span>`}
        <small title=${note}>${directory !== undefined && this.directories.length > 1 ? `${directory} · ` : nothing}${note}</small></span>
      ${occupancyBar(occupancy)}
      ${occupancyFigures(occupancy)}
    </li>`;
  }

  #empty() {
    const isLoading = this.directories.some(({ state }) => state === "waiting");
    return html`<div class="card empty" data-testid="no-rooms">${icon("list")}<b>${t("rooms.none")}</b>
      <p>${isLoading ? t("rooms.noneLoading") : t("rooms.noneText")}</p></div>`;
  }

  #show(change: { kind?: Kind; order?: Order; directory?: string; text?: string }) {
    this.#kind = change.kind ?? this.#kind;
    this.#order = change.order ?? this.#order;
    this.#directory = change.directory ?? this.#directory;
    this.#text = change.text ?? this.#text;
    if (this.#list.value !== undefined) {
      this.#list.value.scrollTop = 0;
    }
    this.requestUpdate();
  }
}

function inputValue(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

customElements.define("mc-room-list", RoomList);
