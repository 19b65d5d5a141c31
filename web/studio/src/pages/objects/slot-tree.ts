import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import type { Value } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { longTextOf } from "../../shared/values/value-text.ts";
import { kindOf, preview } from "../../shared/values/value-view.ts";
import type { ObjectInspector, Slot } from "./object-inspector.ts";
import { isExpandable, keyOf, type Row, RowPositions, rowsOf, type ValueRow } from "./slot-rows.ts";

/** Heights of rows in pixels. slots.css contains the first one, too. */
const HEIGHTS = { value: 38, copies: 132, editor: 192 } as const;

/** Headers of the columns, for screen readers. */
const COLUMNS = [t("word.name"), t("slot.type"), t("slot.value"), t("slot.state"), t("slot.actions")];

/** Height that is rendered above and below the visible area, in pixels. */
const MARGIN = 380;

/** Tree of the slots of an object and their members. Renders only the visible rows. */
export class SlotTree extends LightElement {
  static override properties = {
    inspector: { attribute: false },
    slots: { attribute: false },
    writable: { attribute: false },
    empty: { attribute: false },
  };

  declare inspector: ObjectInspector;
  declare slots: readonly Slot[];
  declare writable: boolean;
  /** Shown if there are no slots. */
  declare empty: TemplateResult;
  readonly #list = createRef<HTMLElement>();
  readonly #size = new ResizeObserver(() => this.requestUpdate());
  #open: ReadonlySet<string> = new Set();
  #editing: { key: string; text: string } | undefined;
  #active: string | undefined;
  #rows: Row[] = [];
  #positions = new RowPositions([]);

  constructor() {
    super();
    new ModelController(this, () => [this.inspector]);
  }

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
    this.#rows = rowsOf(this.slots, { open: this.#open, ...(this.#editing && { editing: this.#editing.key }) });
    this.#positions = new RowPositions(this.#rows.map(({ type }) => HEIGHTS[type]));
    const { scrollTop = 0, clientHeight = 800 } = this.#list.value ?? {};
    const [from, to] = this.#positions.between(scrollTop - MARGIN, scrollTop + clientHeight + MARGIN);
    const rows = this.#rows.slice(from, to).map((row, i) => ({ row, index: from + i }));
    if (this.slots.length === 0) {
      return html`<div class="panel slots" data-testid="slots" data-empty><div class="slots-empty">${this.empty}</div></div>`;
    }
    const active = rows.find(({ row }) => row.key === this.#active)?.row.key;
    return html`<div class="panel slots" data-testid="slots" role="treegrid" tabindex="0" aria-label=${t("objects.slots")}
        aria-rowcount=${this.#rows.length + 1} aria-colcount=${COLUMNS.length} aria-activedescendant=${active === undefined ? nothing : idOf(active)}
        @scroll=${() => this.requestUpdate()} @keydown=${this.#key} @focus=${this.#focused} ${ref(this.#list)}>
        <div class="sr-only" role="rowgroup"><div role="row" aria-rowindex="1">${COLUMNS.map(
          (column) => html`<span role="columnheader">${column}</span>`,
        )}</div></div>
        <div class="slots-all" role="rowgroup" style="height: ${this.#positions.height}px">${repeat(
          rows,
          ({ row }) => row.key,
          ({ row, index }) => this.#row(row, index),
        )}</div>
      </div>`;
  }

  protected override updated(_: PropertyValues): void {
    if (this.#list.value !== undefined) {
      this.#size.observe(this.#list.value);
    }
  }

  #row(row: Row, index: number) {
    const style = `top: ${this.#positions.top(index)}px; height: ${HEIGHTS[row.type]}px; --depth: ${row.path.length - 1}`;
    switch (row.type) {
      case "value":
        return this.#value(row, index, style);
      case "copies":
        return html`<div class="slot-panel" role="row" aria-level=${row.path.length + 1} aria-rowindex=${index + 2} style=${style}><div role="gridcell" aria-colspan=${COLUMNS.length} class="copies" tabindex="0" aria-label=${t("slot.copies")}>${this.#copies(row.path[0] ?? "")}</div></div>`;
      case "editor":
        return html`<div class="slot-panel" role="row" aria-level=${row.path.length + 1} aria-rowindex=${index + 2} style=${style}><div role="gridcell" aria-colspan=${COLUMNS.length}>
          <mc-slot-editor .text=${this.#editing?.text ?? ""} .save=${(_: string[], value: Value) => this.#save(row.path, value)}
            .cancel=${() => this.#edit()} .typed=${(text: string) => this.#typed(text)}></mc-slot-editor></div></div>`;
    }
  }

  #value(row: ValueRow, index: number, style: string) {
    const { key, path, value, slot, isOpen, position, siblings } = row;
    const name = path.at(-1) ?? "";
    const opens = isExpandable(row);
    const isMissing = slot !== undefined && value === undefined;
    return html`<div class="slot ${slot ? "root" : ""} ${this.#active === key ? "active" : ""}" id=${idOf(key)} role="row" style=${style}
        aria-level=${path.length} aria-posinset=${position} aria-setsize=${siblings} aria-rowindex=${index + 2} aria-expanded=${opens ? isOpen : nothing}
        data-testid="slot" data-name=${path.join(".")} data-differs=${slot?.differs ?? nothing} data-pending=${slot?.pending ?? nothing}
        @click=${() => this.#activate(key)} @dblclick=${() => this.#edit(row)}>
      <span class="slot-name" role="gridcell">
        <button type="button" class="slot-open" tabindex="-1" ?disabled=${!opens} aria-label=${isOpen ? t("slot.collapse") : t("slot.expand")} @click=${() => this.#toggle(key)}>${icon("chevron")}</button>
        <span class="mono" title=${path.join(".")}>${name}</span>
      </span>
      <span class="slot-kind" role="gridcell" translate=${isMissing ? "yes" : "no"}>${isMissing ? t("slot.missing") : kindOf(value)}</span>
      <span class="slot-value mono" role="gridcell">${isMissing ? html`<em>${t("slot.notMerged")}</em>` : preview(value, 200)}</span>
      <span class="slot-marks" role="gridcell">
        ${slot?.pending ? html`<span class="spinner" title=${t("slot.waiting")}></span><span class="sr-only">${t("slot.saving")}</span>` : nothing}
        ${slot?.differs ? html`<button type="button" class="pill tone-warning" tabindex="-1" @click=${() => this.#toggle(key, true)}>${t("slot.differs")}</button>` : nothing}
      </span>
      <span class="slot-actions" role="gridcell">${
        this.writable && row.writable
          ? html`<button type="button" class="button icon-button bare" tabindex="-1" title=${t("slot.editKey")} data-testid="edit-slot" @click=${() => this.#edit(row)}>${icon("edit")}<span class="sr-only">${t("word.editName", { name })}</span></button>
              <button type="button" class="button icon-button bare" tabindex="-1" title=${t("slot.deleteKey")} data-testid="delete-slot" @click=${() => this.inspector.write(path, undefined)}>${icon("trash")}<span class="sr-only">${t("word.deleteName", { name })}</span></button>`
          : nothing
      }</span>
    </div>`;
  }

  /** Values of a slot on each server, side by side. */
  #copies(slot: string) {
    return this.inspector.valuesOf(slot).map(
      ({ server, value }) => html`<div class="copy" data-testid="copy-of-slot">
        <div class="copy-head"><b>${t("word.server", { server })}</b> <small>${t("objects.version", { version: String(this.inspector.copy(server)?.version) })}</small>
          ${
            this.writable
              ? html`<button type="button" class="link" @click=${() => this.inspector.write([slot], value)}>${value === undefined ? t("slot.deleteAll") : t("slot.applyAll")}</button>`
              : nothing
          }</div>
        <pre class="mono">${value === undefined ? html`<em>${t("slot.missing")}</em>` : preview(value, 2000)}</pre>
      </div>`,
    );
  }

  #toggle(key: string, open = !this.#open.has(key)) {
    const keys = new Set(this.#open);
    open ? keys.add(key) : keys.delete(key);
    this.#open = keys;
    this.#activate(key);
  }

  #activate(key: string) {
    this.#active = key;
    this.requestUpdate();
  }

  #edit(row?: ValueRow) {
    const editable = row !== undefined && this.writable && row.writable;
    this.#editing = editable ? { key: row.key, text: row.value === undefined ? "" : longTextOf(row.value) } : undefined;
    if (row === undefined) {
      this.#list.value?.focus();
    }
    this.requestUpdate();
  }

  #typed(text: string) {
    if (this.#editing !== undefined) {
      this.#editing = { ...this.#editing, text };
      this.requestUpdate();
    }
  }

  #save(path: readonly string[], value: Value) {
    this.inspector.write(path, value);
    this.#edit();
  }

  #key(event: KeyboardEvent) {
    if (event.target !== this.#list.value) {
      return;
    }
    const rows = this.#rows.filter((row) => row.type === "value");
    const at = rows.findIndex(({ key }) => key === this.#active);
    const row = rows[at];
    switch (event.key) {
      case "ArrowDown":
        this.#move(rows[at + 1]);
        break;
      case "ArrowUp":
        this.#move(rows[Math.max(0, at - 1)]);
        break;
      case "Home":
        this.#move(rows[0]);
        break;
      case "End":
        this.#move(rows.at(-1));
        break;
      case "ArrowRight":
        if (row !== undefined && isExpandable(row)) {
          row.isOpen ? this.#move(childOf(row, rows[at + 1])) : this.#toggle(row.key, true);
        }
        break;
      case "ArrowLeft":
        if (row !== undefined) {
          row.isOpen
            ? this.#toggle(row.key, false)
            : this.#move(rows.find(({ key }) => key === keyOf(row.path.slice(0, -1))));
        }
        break;
      case "Enter":
        this.#edit(row);
        break;
      case "Delete":
        row?.writable && this.writable && this.inspector.write(row.path, undefined);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** Activates the first row if none is active, so that screen readers have a row to read. */
  #focused() {
    if (!this.#rows.some(({ key }) => key === this.#active)) {
      this.#active = this.#rows[0]?.key;
      this.requestUpdate();
    }
  }

  /** Activates a row and scrolls it into view. */
  #move(row: ValueRow | undefined) {
    const list = this.#list.value;
    if (row === undefined || list === undefined) {
      return;
    }
    const top = this.#positions.top(this.#rows.indexOf(row));
    const below = top + HEIGHTS.value - list.clientHeight;
    list.scrollTop = Math.min(top, Math.max(below, list.scrollTop));
    this.#activate(row.key);
  }
}

/** Returns the row if it is a child of another one. */
function childOf(parent: ValueRow, row: ValueRow | undefined): ValueRow | undefined {
  return row !== undefined && row.path.length > parent.path.length ? row : undefined;
}

function idOf(key: string): string {
  return `slot-${encodeURIComponent(key)}`;
}

customElements.define("mc-slot-tree", SlotTree);
