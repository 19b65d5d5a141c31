import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import type { Server, ServerAddress } from "multiconnection";
import { plural } from "../../shared/format.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { followTheme, pageBar, storage } from "../../shared/ui/page-bar.ts";
import { saveFile } from "../../shared/ui/save-file.ts";
import { segments } from "../../shared/ui/segments.ts";
import { type ObjectForm, ObjectInspector, slotsOf } from "./object-inspector.ts";
import { filtered } from "./slot-rows.ts";
import "./change-list.ts";
import "./object-messages.ts";
import "../../shared/servers/server-list.ts";
import "./slot-editor.ts";
import "./slot-tree.ts";

const SHOWN = [
  { value: "all", label: "All" },
  { value: "differing", label: "Differing" },
] as const;

/** The Shared objects page. Shows the slots of a remote shared object, their changes, and differences between servers. */
export class ObjectsPage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #destinations = new Destinations(this.#settings);
  readonly #inspector = new ObjectInspector();
  readonly #clearing = createRef<HTMLDialogElement>();
  readonly #file = createRef<HTMLInputElement>();
  #form: ObjectForm = { name: "info_so", persistent: false, mirror: false };
  #text = "";
  #shown: (typeof SHOWN)[number]["value"] = "all";
  #adding = false;
  #fileProblem: string | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#inspector]);
    followTheme(this.#settings);
    void this.#destinations.load(fetchOffered);
    addEventListener("pagehide", () => void this.#inspector.disconnect());
  }

  protected override render() {
    const { phase, slots } = this.#inspector;
    const known = phase === "open" || slots.length > 0;
    return html`${pageBar("Shared objects", this.#settings)}
      <main class="objects ${known ? "known" : ""}">
        <section class="panel objects-servers" aria-label="Object and servers">
          <mc-server-list .session=${this.#inspector} .settings=${this.#settings} .destinations=${this.#destinations}
            .connect=${this.#open} .fields=${this.#fields()} .about=${this.#about} .heading=${this.#title()} verb="Open"></mc-server-list>
        </section>
        ${known ? this.#object() : this.#empty()}
      </main>`;
  }

  #title() {
    const { name, persistent, mirror } = this.#inspector.form;
    return html`<h2 class="objects-title"><span class="mono">${name}</span>
      <span class="tag">${persistent ? "persistent" : "temporary"}</span>
      ${mirror ? html`<span class="tag">mirrored</span>` : nothing}</h2>`;
  }

  #fields() {
    const { name, persistent, mirror } = this.#form;
    const check = (event: Event) => (event.target as HTMLInputElement).checked;
    return html`<div class="field">
        <label for="name">Object name</label>
        <input id="name" class="mono" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${name}
          @input=${(event: Event) => this.#edit({ name: (event.target as HTMLInputElement).value })} />
      </div>
      <label class="check"><input type="checkbox" .checked=${persistent} @change=${(event: Event) => this.#edit({ persistent: check(event) })} />
        <span>Persistent <small>Kept after the last client leaves.</small></span></label>
      <label class="check"><input type="checkbox" .checked=${mirror} @change=${(event: Event) => this.#edit({ mirror: check(event) })} />
        <span>Mirror <small>Changes made on one server are copied to all.</small></span></label>`;
  }

  readonly #about = ({ server, state }: Server) => {
    if (state === "Connecting") {
      return nothing;
    }
    const copy = this.#inspector.copy(server);
    return copy === undefined
      ? html`<small class="servers-about">not loaded yet</small>`
      : html`<span class="servers-about" data-testid="copy">version ${copy.version} · ${plural(copy.slots, "slot")}${copy.isLoading ? " · loading" : ""}</span>`;
  };

  #object() {
    const { slots, phase } = this.#inspector;
    const shown = filtered(slots, this.#text, this.#shown === "differing");
    const open = phase === "open";
    return html`<section class="objects-slots" aria-label="Slots">
        ${this.#tools(shown.length)}
        ${this.#adding && open ? this.#add() : nothing}
        ${this.#fileProblem ? html`<p class="notice tone-bad" role="alert">${icon("alert")} ${this.#fileProblem}</p>` : nothing}
        <mc-slot-tree .inspector=${this.#inspector} .slots=${shown} .writable=${open} .empty=${this.#emptyText(slots.length)}></mc-slot-tree>
      </section>
      <section class="objects-changes" aria-label="Changes"><mc-change-list .inspector=${this.#inspector}></mc-change-list></section>
      <section class="objects-messages" aria-label="Messages"><mc-object-messages .inspector=${this.#inspector}></mc-object-messages></section>
      ${this.#confirm(slots.length)}`;
  }

  #tools(count: number) {
    const { slots, phase } = this.#inspector;
    const differing = slots.filter(({ differs }) => differs).length;
    const closed = phase !== "open";
    return html`<div class="section-head">
      <h2>Slots</h2>
      <span class="count" data-testid="count" aria-live=${this.#text === "" ? "off" : "polite"}>${count === slots.length ? count.toLocaleString() : `${count.toLocaleString()} of ${slots.length.toLocaleString()}`}</span>
      <div class="log-tools">
        ${segments(
          "Slots shown",
          SHOWN.map((each) =>
            each.value === "all" || differing === 0 ? each : { ...each, label: `Differing · ${differing}` },
          ),
          this.#shown,
          (shown) => this.#show({ shown }),
        )}
        <label class="search">${icon("search")}<span class="sr-only">Filter slots</span>
          <input type="search" placeholder="Filter" .value=${this.#text}
            @input=${(event: Event) => this.#show({ text: (event.target as HTMLInputElement).value })} /></label>
        <button type="button" class="button small" data-testid="add-slot" ?disabled=${closed} aria-expanded=${this.#adding}
          @click=${() => this.#setAdding(!this.#adding)}>${icon("plus")} Add</button>
        <button type="button" class="button small icon-only" title="Import slots from a file" ?disabled=${closed}
          @click=${() => this.#file.value?.click()}>${icon("upload")}<span class="sr-only">Import</span></button>
        <input type="file" hidden accept="application/json,.json" data-testid="import" ${ref(this.#file)} @change=${this.#import} />
        <button type="button" class="button small icon-only" title="Export as JSON" data-testid="export" @click=${this.#export}>
          ${icon("download")}<span class="sr-only">Export</span></button>
        <button type="button" class="button small icon-only" title="Delete all slots" data-testid="clear" ?disabled=${closed || slots.length === 0}
          @click=${() => this.#clearing.value?.showModal()}>${icon("trash")}<span class="sr-only">Clear</span></button>
      </div>
    </div>`;
  }

  #add() {
    return html`<div class="panel"><mc-slot-editor .text=${""} .isNew=${true}
      .save=${(path: string[], value: never) => {
        this.#inspector.write(path, value);
        this.#setAdding(false);
      }} .cancel=${() => this.#setAdding(false)}></mc-slot-editor></div>`;
  }

  #emptyText(all: number) {
    if (all === 0) {
      return html`<p><strong>The object is empty.</strong> Add a slot, or wait for another client to write one.</p>`;
    }
    return this.#shown === "differing" && this.#text === ""
      ? html`<p><strong>No differences.</strong> All servers have the same values.</p>`
      : html`<p>No matching slots.</p>`;
  }

  #confirm(count: number) {
    return html`<dialog class="dialog small" aria-labelledby="clear-title" ${ref(this.#clearing)}>
      <form method="dialog">
        <h2 id="clear-title">Delete ${count === 1 ? "the only slot" : `all ${plural(count, "slot")}`}?</h2>
        <p>The slots of ${this.#inspector.form.name} are deleted on every server, for all clients. Export them first to keep a copy.</p>
        <div class="row end">
          <button class="button" autofocus>Cancel</button>
          <button class="button danger" data-testid="clear-confirm" @click=${() => this.#inspector.clear()}>Delete all</button>
        </div>
      </form>
    </dialog>`;
  }

  #empty() {
    const connecting = this.#inspector.phase === "connecting";
    return html`<section class="card empty objects-empty" aria-label="Slots">
      ${connecting ? html`<span class="spinner"></span>` : icon("list")}
      <h2>${connecting ? "Loading the object" : "Inspect a shared object"}</h2>
      <p>${
        connecting
          ? "Slots appear here when the first server responds."
          : "Enter the name of a remote shared object and its servers to see every slot live, who changes it, and where servers differ."
      }</p>
    </section>`;
  }

  readonly #open = (gateway: string, servers: ServerAddress[]) => {
    this.#fileProblem = undefined;
    void this.#inspector.use(gateway, servers, this.#form);
  };

  #edit(change: Partial<ObjectForm>) {
    this.#form = { ...this.#form, ...change };
    this.requestUpdate();
  }

  #show({ text = this.#text, shown = this.#shown }: { text?: string; shown?: "all" | "differing" }) {
    this.#text = text;
    this.#shown = shown;
    this.requestUpdate();
  }

  #setAdding(adding: boolean) {
    this.#adding = adding;
    this.requestUpdate();
  }

  #export() {
    saveFile(this.#inspector.form.name, this.#inspector.export());
  }

  async #import({ target }: Event) {
    const input = target as HTMLInputElement;
    const text = await input.files?.[0]?.text();
    input.value = "";
    this.#fileProblem = undefined;
    try {
      await this.#inspector.writeAll(slotsOf(text ?? ""));
    } catch (error) {
      this.#fileProblem = (error as Error).message;
    }
    this.requestUpdate();
  }
}

customElements.define("mc-objects-page", ObjectsPage);
