import { html, nothing } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { Settings } from "../../shared/settings.ts";
import { account } from "../../shared/sign-in/account.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { pageBar, preparePage, storage } from "../../shared/ui/page-bar.ts";
import { directoryCards } from "./directory-cards.ts";
import { pageVisibility } from "./poll.ts";
import { RoomsBoard } from "./rooms-board.ts";
import "./pending-list.ts";
import "./room-list.ts";
import "./token-form.ts";
import "./test-client-panel.ts";

/** The Rooms page. Shows the occupancy of rooms and pending clients to operators, and starts test clients. */
export class RoomsPage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #board = new RoomsBoard(tabStorage(), pageVisibility(), undefined, () => account.token());

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#board]);
    preparePage("rooms", this.#settings);
    this.#board.start();
  }

  protected override render() {
    const { phase, directories, problem } = this.#board;
    return html`${pageBar("rooms", this.#settings)}
      ${phase === "open" || phase === "loading" ? this.#problem() : nothing}
      <main class="rooms ${phase}">
        <section class="rooms-directories" aria-label=${t("rooms.directories")}>${this.#directories()}</section>
        ${phase === "open" && directories.length > 0 ? this.#occupancy() : nothing}
        ${phase === "open" ? html`<section class="rooms-pending" aria-label=${t("rooms.pending")}><mc-pending-list .board=${this.#board}></mc-pending-list></section>` : nothing}
        <section class="rooms-test-clients" aria-label=${t("rooms.testClients")}>
          <mc-test-client-panel .settings=${this.#settings} .directories=${directories}></mc-test-client-panel>
        </section>
      </main>
      <p class="sr-only" role="status">${(phase === "open" && problem) || ""}</p>`;
  }

  #problem() {
    const { problem } = this.#board;
    return problem
      ? html`<p class="notice tone-warning rooms-problem"><span class="spinner"></span> ${problem}</p>`
      : nothing;
  }

  #directories() {
    switch (this.#board.phase) {
      case "loading":
        return html`<div class="section-head"><h2>${t("rooms.directories")}</h2></div>
          <div class="cards" aria-busy="true"><p class="sr-only">${t("rooms.loading")}</p><div class="card skeleton"></div><div class="card skeleton"></div></div>`;
      case "locked":
        return html`<mc-token-form .problem=${this.#board.problem} .take=${(token: string) => this.#board.unlock(token)}></mc-token-form>`;
      case "off":
        return this.#off();
      case "open":
        return html`<div class="section-head"><h2>${t("rooms.directories")}</h2><span class="count">${this.#board.directories.length || ""}</span>
            ${this.#board.hasToken ? this.#signOut() : nothing}</div>
          ${directoryCards(this.#board.directories)}`;
    }
  }

  #occupancy() {
    return html`<section class="rooms-occupancy" aria-label=${t("rooms.occupancy")}><mc-room-list .directories=${this.#board.directories}></mc-room-list></section>`;
  }

  #signOut() {
    return html`<button type="button" class="button small" title=${t("rooms.forget")}
      @click=${() => this.#board.lock()}>${icon("key")} ${t("rooms.signOut")}</button>`;
  }

  #off() {
    return html`<div class="panel token" data-testid="off">
      ${icon("eyeOff")}
      <h2>${t("rooms.off")}</h2>
      <p>${t("rooms.offText")}</p>
      <pre class="mono">multiconnection.operator.token=…
multiconnection.operator.public-port=true</pre>
      <p>${t("rooms.offEnv")}</p>
      <pre class="mono">MULTICONNECTION_OPERATOR_TOKEN=…
MULTICONNECTION_OPERATOR_PUBLIC_PORT=true</pre>
      <button type="button" class="button" @click=${() => this.#board.reload()}>${t("word.tryAgain")}</button>
    </div>`;
  }
}

/** Returns `sessionStorage`, or undefined where the browser denies it. */
function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

customElements.define("mc-rooms-page", RoomsPage);
