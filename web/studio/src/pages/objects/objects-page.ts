import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import type { Server, ServerAddress } from "multiconnection";
import { countText } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { pageBar, preparePage, storage } from "../../shared/ui/page-bar.ts";
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
  { value: "all", label: t("word.all") },
  { value: "differing", label: t("objects.differing") },
] as const;

/** The Shared objects page. Shows the slots of a remote shared object, their changes, and differences between servers. */
export class ObjectsPage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #destinations = new Destinations(this.#settings);
  readonly #inspector = new ObjectInspector();
  readonly #clearing = createRef<HTMLDialogElement>();
  readonly #file = createRef<HTMLInputElement>();
  /** Default: the object of the Flash code. A temporary object of the same name is another one. */
  #form: ObjectForm = { name: "info_so", persistent: true, mirror: false };
  #text = "";
  #shown: (typeof SHOWN)[number]["value"] = "all";
  #adding = false;
  #fileProblem: string | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#inspector]);
    preparePage("objects", this.#settings);
    void this.#destinations.load(fetchOffered);
    addEventListener("pagehide", () => void this.#inspector.disconnect());
  }

  protected override render() {
    const { phase, slots } = this.#inspector;
    const known = phase === "open" || slots.length > 0;
    return html`${pageBar("objects", this.#settings)}
      <main class="objects ${known ? "known" : ""}">
        <section class="panel objects-servers" aria-label=${t("objects.area")}>
          <mc-server-list .session=${this.#inspector} .settings=${this.#settings} .destinations=${this.#destinations}
            .connect=${this.#open} .fields=${this.#fields()} .about=${this.#about} .heading=${this.#title()} verb=${t("objects.open")}></mc-server-list>
        </section>
        ${known ? this.#object() : this.#empty()}
      </main>`;
  }

  #title() {
    const { name, persistent, mirror } = this.#inspector.form;
    return html`<h2 class="objects-title"><span class="mono">${name}</span>
      <span class="tag">${persistent ? t("objects.persistent") : t("objects.temporary")}</span>
      ${mirror ? html`<span class="tag">${t("objects.mirrored")}</span>` : nothing}</h2>`;
  }

  #fields() {
    const { name, persistent, mirror } = this.#form;
    const check = (event: Event) => (event.target as HTMLInputElement).checked;
    return html`<div class="field">
        <label for="name">${t("objects.name")}</label>
        <input id="name" class="mono" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${name}
          @input=${(event: Event) => this.#edit({ name: (event.target as HTMLInputElement).value })} />
      </div>
      <label class="check"><input type="checkbox" .checked=${persistent} @change=${(event: Event) => this.#edit({ persistent: check(event) })} />
        <span>${t("objects.persistentChoice")} <small>${t("objects.persistentNote")}</small></span></label>
      <label class="check"><input type="checkbox" .checked=${mirror} @change=${(event: Event) => this.#edit({ mirror: check(event) })} />
        <span>${t("objects.mirror")} <small>${t("objects.mirrorNote")}</small></span></label>`;
  }

  readonly #about = ({ server, state }: Server) => {
    if (state === "Connecting") {
      return nothing;
    }
    const copy = this.#inspector.copy(server);
    return copy === undefined
      ? html`<small class="servers-about">${t("objects.notLoaded")}</small>`
      : html`<span class="servers-about" data-testid="copy">${t("objects.version", { version: String(copy.version) })} · ${t("count.slots", { count: copy.slots })}${copy.isLoading ? ` · ${t("objects.loading")}` : ""}</span>`;
  };

  #object() {
    const { slots, phase } = this.#inspector;
    const shown = filtered(slots, this.#text, this.#shown === "differing");
    const open = phase === "open";
    return html`<section class="objects-slots" aria-label=${t("objects.slots")}>
        ${this.#tools(shown.length)}
        ${this.#adding && open ? this.#add() : nothing}
        ${this.#fileProblem ? html`<p class="notice tone-bad" role="alert">${icon("alert")} ${this.#fileProblem}</p>` : nothing}
        <mc-slot-tree .inspector=${this.#inspector} .slots=${shown} .writable=${open} .empty=${this.#emptyText(slots.length)}></mc-slot-tree>
      </section>
      <section class="objects-changes" aria-label=${t("objects.changes")}><mc-change-list .inspector=${this.#inspector}></mc-change-list></section>
      <section class="objects-messages" aria-label=${t("objects.messages")}><mc-object-messages .inspector=${this.#inspector}></mc-object-messages></section>
      ${this.#confirm(slots.length)}`;
  }

  #tools(count: number) {
    const { slots, phase } = this.#inspector;
    const differing = slots.filter(({ differs }) => differs).length;
    const closed = phase !== "open";
    return html`<div class="section-head">
      <h2>${t("objects.slots")}</h2>
      <span class="count" data-testid="count" aria-live=${this.#text === "" ? "off" : "polite"}>${countText(count, slots.length)}</span>
      <div class="log-tools">
        ${segments(
          t("objects.shown"),
          SHOWN.map((each) =>
            each.value === "all" || differing === 0
              ? each
              : { ...each, label: t("objects.differingCount", { count: differing }) },
          ),
          this.#shown,
          (shown) => this.#show({ shown }),
        )}
        <label class="search">${icon("search")}<span class="sr-only">${t("objects.filter")}</span>
          <input type="search" placeholder=${t("word.filter")} .value=${this.#text}
            @input=${(event: Event) => this.#show({ text: (event.target as HTMLInputElement).value })} /></label>
        <button type="button" class="button small" data-testid="add-slot" ?disabled=${closed} aria-expanded=${this.#adding}
          @click=${() => this.#setAdding(!this.#adding)}>${icon("plus")} ${t("word.add")}</button>
        <button type="button" class="button small icon-only" title=${t("objects.importNote")} ?disabled=${closed}
          @click=${() => this.#file.value?.click()}>${icon("upload")}<span class="sr-only">${t("objects.import")}</span></button>
        <input type="file" hidden accept="application/json,.json" data-testid="import" ${ref(this.#file)} @change=${this.#import} />
        <button type="button" class="button small icon-only" title=${t("objects.exportNote")} data-testid="export" @click=${this.#export}>
          ${icon("download")}<span class="sr-only">${t("word.export")}</span></button>
        <button type="button" class="button small icon-only" title=${t("objects.clearNote")} data-testid="clear" ?disabled=${closed || slots.length === 0}
          @click=${() => this.#clearing.value?.showModal()}>${icon("trash")}<span class="sr-only">${t("word.clear")}</span></button>
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
      return html`<p><strong>${t("objects.empty")}</strong> ${t("objects.emptyNote")}</p>`;
    }
    return this.#shown === "differing" && this.#text === ""
      ? html`<p><strong>${t("objects.same")}</strong> ${t("objects.sameNote")}</p>`
      : html`<p>${t("objects.noMatch")}</p>`;
  }

  #confirm(count: number) {
    return html`<dialog class="dialog small" aria-labelledby="clear-title" ${ref(this.#clearing)}>
      <form method="dialog">
        <h2 id="clear-title">${t("objects.clearQuestion", { count })}</h2>
        <p>${t("objects.clearText", { name: this.#inspector.form.name })}</p>
        <div class="row end">
          <button class="button" autofocus>${t("word.cancel")}</button>
          <button class="button danger" data-testid="clear-confirm" @click=${() => this.#inspector.clear()}>${t("objects.deleteAll")}</button>
        </div>
      </form>
    </dialog>`;
  }

  #empty() {
    const connecting = this.#inspector.phase === "connecting";
    return html`<section class="card empty objects-empty" aria-label=${t("objects.slots")}>
      ${connecting ? html`<span class="spinner"></span>` : icon("list")}
      <h2>${connecting ? t("objects.loadingTitle") : t("objects.title")}</h2>
      <p>${connecting ? t("objects.loadingText") : t("objects.how")}</p>
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
