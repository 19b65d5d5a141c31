import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ServerAddress } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { pageBar, preparePage, storage } from "../../shared/ui/page-bar.ts";
import { segments } from "../../shared/ui/segments.ts";
import type { Participant } from "./participants.ts";
import { Room } from "./room.ts";
import { RoomMedia, type Showing } from "./room-media.ts";
import { every } from "./ticker.ts";
import "./chat-log.ts";
import "../../shared/playback/player-tile.ts";
import "./self-tile.ts";
import "../../shared/servers/server-list.ts";

const SHOWINGS = [
  { value: "camera", label: t("word.camera") },
  { value: "test", label: t("word.testPattern") },
  { value: "nothing", label: t("chat.textOnly") },
] as const;

/** The Chat page. A room for video chat, built with the SDK only. */
export class ChatPage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #destinations = new Destinations(this.#settings);
  readonly #room = new Room(every);
  #media: RoomMedia | undefined;
  #mediaProblem: string | undefined;
  #showing: Showing = "camera";
  #name = this.#settings.values.name ?? "";
  #roomName = new URLSearchParams(location.search).get("room") ?? "lobby";

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#room]);
    preparePage("chat", this.#settings);
    void this.#destinations.load(fetchOffered);
    this.#room.subscribe(() => this.#room.phase === "closed" && this.#closeMedia());
    addEventListener("pagehide", () => void this.#room.leave());
  }

  protected override render() {
    const open = this.#room.phase === "open";
    return html`${pageBar("chat", this.#settings)}
      <main class="chat ${open ? "open" : ""}">
        <section class="panel chat-servers" aria-label=${open ? t("word.room") : t("chat.joinRoom")}>
          ${open ? nothing : this.#welcome()}
          <mc-server-list .session=${this.#room} .settings=${this.#settings} .destinations=${this.#destinations} .connect=${this.#join}
            .end=${() => this.#room.leave()} .fields=${this.#fields()} .heading=${this.#heading()} verb=${t("chat.join")} endVerb=${t("word.leave")}></mc-server-list>
        </section>
        ${open ? this.#inside() : nothing}
      </main>`;
  }

  #welcome() {
    return html`<div class="chat-welcome">
      <h2>${t("chat.joinRoom")}</h2>
      <p>${t("chat.how")}</p>
    </div>`;
  }

  #fields() {
    return html`<div class="field">
        <label for="your-name">${t("chat.name")}</label>
        <input id="your-name" required maxlength="60" autocomplete="nickname" .value=${this.#name}
          @input=${(event: Event) => {
            this.#name = (event.target as HTMLInputElement).value;
          }} />
      </div>
      <div class="field">
        <label for="room">${t("word.room")}</label>
        <input id="room" required maxlength="40" pattern="[A-Za-z0-9_\\-]+" title=${t("chat.letters")} autocomplete="off" autocapitalize="off" spellcheck="false"
          .value=${this.#roomName} @input=${(event: Event) => {
            this.#roomName = (event.target as HTMLInputElement).value;
          }} />
      </div>
      <div class="field"><span class="label">${t("chat.video")}</span>
        ${segments(t("chat.video"), SHOWINGS, this.#showing, (showing: Showing) => {
          this.#showing = showing;
          this.requestUpdate();
        })}</div>`;
  }

  #heading() {
    return html`<h2 class="chat-title">${this.#room.form.room}<small>${t("count.participants", { count: this.#room.participants.length })}</small></h2>`;
  }

  #inside() {
    const { participants } = this.#room;
    return html`<section class="chat-tiles" aria-label=${t("chat.participants")} style="--columns: ${Math.min(3, Math.ceil(Math.sqrt(participants.length)))}">
        ${this.#mediaProblem ? html`<p class="notice tone-warning" role="alert">${icon("alert")} ${this.#mediaProblem}</p>` : nothing}
        <ul>${repeat(
          participants,
          ({ id, stream }) => `${id} ${stream ?? ""}`,
          (participant) => this.#tile(participant),
        )}</ul>
      </section>
      <section class="chat-side" aria-label=${t("page.chat")}><mc-chat-log .room=${this.#room}></mc-chat-log></section>`;
  }

  #tile(participant: Participant) {
    const { name, isMe } = participant;
    const badges = html`<span class="badge">${isMe ? t("chat.me", { name }) : name}</span>`;
    const playback = isMe ? undefined : this.#room.playbackOf(participant);
    return html`<li data-testid="participant" data-name=${name}>${
      isMe && this.#media !== undefined && !this.#media.isEmpty
        ? html`<mc-self-tile .media=${this.#media} .shown=${this.#room.isShown} .badges=${badges}></mc-self-tile>`
        : playback === undefined
          ? html`<div class="tile"><div class="stage-message"><span class="initials">${initials(name)}</span></div><div class="stage-badges">${badges}</div></div>`
          : html`<mc-player-tile .playback=${playback} .label=${name} .badges=${badges}></mc-player-tile>`
    }</li>`;
  }

  readonly #join = async (gateway: string, servers: ServerAddress[]) => {
    this.#settings.set({ name: this.#name });
    this.#mediaProblem = undefined;
    // Requested now, while the click still counts as a user gesture.
    const opening = RoomMedia.open(this.#showing);
    await this.#room.join(gateway, servers, { name: this.#name, room: this.#roomName });
    const media = await opening;
    if (this.#room.phase !== "open") {
      media.close();
      return;
    }
    this.#media = media;
    this.#mediaProblem = media.problem;
    this.requestUpdate();
    if (!media.isEmpty) {
      await this.#room.show(media);
    }
  };

  #closeMedia() {
    this.#media?.close();
    this.#media = undefined;
  }
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

customElements.define("mc-chat-page", ChatPage);
