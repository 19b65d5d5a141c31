import { html, nothing, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import { occupancyBar, occupancyFigures, occupancyLegend } from "./occupancy-bar.ts";
import type { Directory } from "./operator.ts";
import { filtered, type Line, type Order, roomLines, serverLines, sorted } from "./room-lines.ts";

const KINDS = [
  { value: "rooms", label: "Rooms" },
  { value: "servers", label: "Servers" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

const ORDERS: Record<Order, string> = {
  fullest: "Fullest first",
  emptiest: "Emptiest first",
  users: "Most users first",
  name: "By name",
};

/** Heights of a line in pixels, as styles/rooms.css has them. */
const HEIGHTS = { wide: 56, narrow: 82 } as const;

/** What is drawn above and below what is seen, in lines. */
const MARGIN = 8;

/** How full rooms and servers are. Only the lines in sight are in the document. */
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

  /** Once a frame is often enough, however it is scrolled. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  protected override render() {
    const chosen = this.directories.filter(({ name }) => this.#directory === "" || name === this.#directory);
    const all = this.#kind === "rooms" ? roomLines(chosen) : serverLines(chosen);
    const lines = sorted(filtered(all, this.#text), this.#order);
    if (this.directories.every(({ rooms }) => rooms.length === 0)) {
      return this.#nothing();
    }
    return html`${this.#tools(lines.length, all.length)}
      <div class="panel room-lines" data-testid="rooms">
        ${lines.length === 0 ? html`<p class="log-empty">Nothing matches.</p>` : this.#lines(lines)}
      </div>
      ${occupancyLegend}`;
  }

  protected override updated(_: PropertyValues): void {
    if (this.#list.value !== undefined) {
      this.#size.observe(this.#list.value);
    }
  }

  #tools(count: number, all: number) {
    const text = count === all ? count.toLocaleString() : `${count.toLocaleString()} of ${all.toLocaleString()}`;
    return html`<div class="section-head">
      <h2>Occupancy</h2><span class="count" data-testid="count">${text}</span>
      <div class="room-tools">
        ${segments("What is listed", KINDS, this.#kind, (kind) => this.#show({ kind }))}
        ${this.directories.length > 1 ? this.#directories() : nothing}
        <label class="room-order"><span class="sr-only">Order</span>
          <select data-testid="order" @change=${(event: Event) => this.#show({ order: written(event) as Order })}>
            ${Object.entries(ORDERS).map(([value, label]) => html`<option value=${value} ?selected=${value === this.#order}>${label}</option>`)}
          </select></label>
        <label class="search">${icon("search")}<span class="sr-only">Filter</span>
          <input type="search" placeholder="Filter" .value=${this.#text} @input=${(event: Event) => this.#show({ text: written(event) })} /></label>
      </div>
    </div>`;
  }

  #directories() {
    return html`<label class="room-order"><span class="sr-only">Directory</span>
      <select @change=${(event: Event) => this.#show({ directory: written(event) })}>
        <option value="" ?selected=${this.#directory === ""}>All directories</option>
        ${this.directories.map(({ name }) => html`<option value=${name} ?selected=${name === this.#directory}>${name}</option>`)}
      </select></label>`;
  }

  #lines(lines: readonly Line[]) {
    const height = this.#narrow.matches ? HEIGHTS.narrow : HEIGHTS.wide;
    const { scrollTop = 0, clientHeight = 800 } = this.#list.value ?? {};
    const from = Math.max(0, Math.floor(scrollTop / height) - MARGIN);
    const to = Math.ceil((scrollTop + clientHeight) / height) + MARGIN;
    const shown = lines.slice(from, to).map((line, i) => ({ line, index: from + i }));
    return html`<div class="room-scroll" tabindex="0" role="region" aria-label=${KINDS.find(({ value }) => value === this.#kind)?.label ?? ""} @scroll=${() => this.requestUpdate()} ${ref(this.#list)}>
      <ul style="height: ${lines.length * height}px">${repeat(
        shown,
        ({ line }) => line.key,
        ({ line, index }) => this.#line(line, index, lines.length, height),
      )}</ul>
    </div>`;
  }

  #line({ name, directory, group, note, occupancy }: Line, index: number, all: number, height: number) {
    return html`<li class="room-line" data-testid="room" data-name=${name} aria-posinset=${index + 1} aria-setsize=${all}
        style="top: ${index * height}px; height: ${height}px">
      <span class="room-name"><b title=${name}>${name}</b>
        ${group === undefined ? nothing : html`<span class="tag">${group}</span>`}
        <small title=${note}>${directory !== undefined && this.directories.length > 1 ? `${directory} · ` : nothing}${note}</small></span>
      ${occupancyBar(occupancy)}
      ${occupancyFigures(occupancy)}
    </li>`;
  }

  #nothing() {
    const waits = this.directories.some(({ state }) => state === "waiting");
    return html`<div class="card empty" data-testid="no-rooms">${icon("list")}<b>No rooms yet.</b>
      <p>${waits ? "They appear here as soon as their directory has come." : "They appear here when the master application writes them."}</p></div>`;
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

function written(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

customElements.define("mc-room-list", RoomList);
