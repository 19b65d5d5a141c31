import { html, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { duration, number, timeOfDay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Pending } from "./operator.ts";
import { clientText, requestText } from "./room-text.ts";
import type { Decided, RoomsBoard } from "./rooms-board.ts";

/** Number of clients shown at first, and added by Show more. */
const SHOWN = 20;

/** Number of clients above which the filter is shown. */
const FILTER_ABOVE = 8;

/** Pending clients, and the decisions made in this tab. */
export class PendingList extends LightElement {
  static override properties = { board: { attribute: false } };

  declare board: RoomsBoard;
  #clock: ReturnType<typeof setInterval> | undefined;
  #text = "";
  #rejecting: string | undefined;
  #reason = "";
  #shown = SHOWN;
  /** Element that gets the focus after the next update. */
  #focus: string | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.board]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.board.pending.length > 0 && this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  protected override render() {
    const { pending, max, decided } = this.board;
    const found = pending.filter((client) => this.#matches(client));
    return html`<div class="section-head" tabindex="-1" data-focus="head">
        <h2>${t("rooms.pending")}</h2><span class="count" data-testid="pending-count">${pending.length > 0 ? number(pending.length) : ""}</span>
        ${pending.length > FILTER_ABOVE || this.#text ? this.#search() : nothing}
      </div>
      ${
        max > 0 && pending.length >= max * 0.8
          ? html`<p class="notice tone-warning">${icon("alert")} ${t("pending.many", { count: pending.length, max })}</p>`
          : nothing
      }
      ${pending.length === 0 ? this.#empty() : nothing}
      <ul class="pending">${repeat(
        found.slice(0, this.#shown),
        ({ id }) => id,
        (client) => this.#client(client),
      )}</ul>
      ${found.length > this.#shown ? this.#more(found.length - this.#shown) : nothing}
      ${pending.length > 0 && found.length === 0 ? html`<p class="panel pending-more">${t("pending.noMatch")}</p>` : nothing}
      ${decided.length > 0 ? this.#decided(decided) : nothing}
      <p class="sr-only" role="status">${t("pending.count", { count: pending.length })}</p>
      <p class="sr-only" role="status">${decided[0] ? `${decided[0].client}: ${decided[0].text}` : ""}</p>`;
  }

  protected override updated(_: PropertyValues): void {
    if (this.#focus !== undefined) {
      this.querySelector<HTMLElement>(`[data-focus="${CSS.escape(this.#focus)}"]`)?.focus();
      this.#focus = undefined;
    }
  }

  #search() {
    return html`<label class="search">${icon("search")}<span class="sr-only">${t("pending.filter")}</span>
      <input type="search" placeholder=${t("word.filter")} .value=${this.#text} @input=${(event: Event) => this.#filter(event)} /></label>`;
  }

  #more(count: number) {
    const show = () => {
      this.#shown += SHOWN;
      this.requestUpdate();
    };
    return html`<p class="pending-more">${t("pending.more", { count })}
      <button type="button" class="button small" @click=${show}>${t("pending.show", { count: Math.min(count, SHOWN) })}</button></p>`;
  }

  #empty() {
    return html`<div class="card empty">${icon("check")}<b>${t("pending.none")}</b>
      <p>${t("pending.noneText")}</p></div>`;
  }

  #client(client: Pending) {
    const { id, directory, since, waitsFor } = client;
    const [who, problem, deciding] = [clientText(client), this.board.problemOf(id), this.board.deciding(id)];
    const start = Date.parse(since);
    return html`<li class="card pending-client" data-testid="pending" data-id=${id} data-waits-for=${waitsFor}>
      <div class="pending-who">
        <h3 class=${client.user === undefined ? "unnamed" : ""} title=${t("pending.session", { session: client.session })}>${who}</h3>
        <span class="pill tone-${waitsFor === "operator" ? "live" : "busy"}">${t(`wait.operator.${waitsFor}`)}</span>
      </div>
      <p>${requestText(client)}${this.board.directories.length > 1 ? html` <span class="tag">${directory}</span>` : nothing}</p>
      <p class="pending-since">${icon("clock")} <span>${t("pending.since")} <time datetime=${since}>${timeOfDay(start)}</time> · ${duration(Math.max(0, Date.now() - start))}</span></p>
      ${problem ? html`<p class="notice tone-bad" role="alert">${icon("alert")} ${problem}</p>` : nothing}
      ${this.#rejecting === id && deciding === undefined ? this.#reject(client, who) : this.#decide(client, who, deciding)}
    </li>`;
  }

  #decide(client: Pending, who: string, deciding: "accept" | "reject" | undefined) {
    const { id, waitsFor } = client;
    const busy = (which: string) => (deciding === which ? html`<span class="spinner"></span>` : nothing);
    return html`<div class="row">
      <button type="button" class="button small ${waitsFor === "operator" ? "primary" : ""}" data-testid="accept" data-focus=${`accept ${id}`} aria-label=${t("pending.acceptName", { name: who })}
        ?disabled=${deciding !== undefined} @click=${() => this.#settle(client, this.board.accept(client))}>${busy("accept")} ${t("pending.accept")}</button>
      <button type="button" class="button small" data-testid="reject" data-focus=${`reject ${id}`} aria-label=${t("pending.rejectName", { name: who })} aria-expanded="false"
        ?disabled=${deciding !== undefined} @click=${() => this.#ask(id, `reason ${id}`)}>${busy("reject")} ${t("pending.rejectMore")}</button>
    </div>`;
  }

  #reject(client: Pending, who: string) {
    const { id } = client;
    const cancel = () => this.#ask(undefined, `reject ${id}`);
    const submit = (event: Event) => {
      event.preventDefault();
      this.#rejecting = undefined;
      this.#settle(client, this.board.reject(client, this.#reason));
    };
    return html`<form class="pending-reject" @submit=${submit} @keydown=${(event: KeyboardEvent) => event.key === "Escape" && cancel()}>
      <label class="sr-only" for="reason">${t("pending.reasonFor", { name: who })}</label>
      <input id="reason" data-focus=${`reason ${id}`} data-testid="reason" maxlength="255" autocomplete="off" placeholder=${t("pending.reason")}
        .value=${this.#reason} @input=${(event: Event) => {
          this.#reason = (event.target as HTMLInputElement).value;
        }} />
      <div class="row">
        <button class="button small danger" data-testid="reject-confirm">${t("pending.reject")}</button>
        <button type="button" class="button small" @click=${cancel}>${t("word.cancel")}</button>
      </div>
    </form>`;
  }

  #decided(decided: readonly Decided[]) {
    return html`<div class="section-head pending-decided-head"><h2>${t("pending.decisions")}</h2><span class="count">${decided.length}</span></div>
      <ol class="panel pending-decided" tabindex="0" aria-label=${t("pending.decisions")} data-testid="decided">${repeat(
        decided,
        ({ id, time }) => `${id} ${time}`,
        ({ client, request, time, tone, text }) => html`<li class="tone-${tone}"><span class="dot"></span>
          <span><b>${client}</b> <small>${request}</small><br />${text}</span><time>${timeOfDay(time)}</time></li>`,
      )}</ol>`;
  }

  #ask(id: string | undefined, focus: string) {
    this.#rejecting = id;
    this.#reason = "";
    this.#focus = focus;
    this.requestUpdate();
  }

  /** Moves the focus to the next client after a decision by keyboard; keeps it if the decision failed. */
  async #settle(client: Pending, done: Promise<void>) {
    const { pending } = this.board;
    const at = pending.findIndex(({ id }) => id === client.id);
    const hadFocus = this.contains(document.activeElement);
    await done;
    const next = this.board.pending.find(({ id }) => id === client.id) ?? pending[at + 1] ?? pending[at - 1];
    const isFree = hadFocus && (document.activeElement === document.body || this.contains(document.activeElement));
    this.#focus = isFree ? (next === undefined ? "head" : `accept ${next.id}`) : undefined;
    this.requestUpdate();
  }

  #filter(event: Event) {
    this.#text = (event.target as HTMLInputElement).value;
    this.requestUpdate();
  }

  #matches({ user = "", room = "", group = "", directory }: Pending): boolean {
    return `${user} ${room} ${group} ${directory}`.toLowerCase().includes(this.#text.trim().toLowerCase());
  }
}

customElements.define("mc-pending-list", PendingList);
