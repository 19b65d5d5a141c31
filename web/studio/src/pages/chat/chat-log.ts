import { html, nothing, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { timeOfDay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { type ChatLine, MAX_TEXT, type Room } from "./room.ts";

/** Participants, messages, and the field to send a message. */
export class ChatLog extends LightElement {
  static override properties = { room: { attribute: false } };

  declare room: Room;
  readonly #list = createRef<HTMLElement>();
  #atEnd = true;

  constructor() {
    super();
    new ModelController(this, () => [this.room]);
  }

  protected override render() {
    const { participants, lines } = this.room;
    return html`<div class="panel chat-panel">
      <ul class="people" aria-label=${t("chat.participants")} tabindex="0">${participants.map(
        ({
          name,
          isMe,
          stream,
        }) => html`<li data-testid="person" title=${stream ?? nothing} class=${stream ? "tone-good" : "tone-idle"}>
          <span class="dot"></span>${name}${isMe ? html` <small>${t("chat.you")}</small>` : nothing}</li>`,
      )}</ul>
      <div class="chat-lines" data-testid="lines" role="log" aria-label=${t("objects.messages")} tabindex="0" ${ref(this.#list)} @scroll=${this.#scrolled}>
        ${lines.length === 0 ? html`<p class="log-empty">${t("objects.noMessages")}</p>` : nothing}
        <ol>${repeat(lines, ({ id }) => id, line)}</ol>
      </div>
      <form @submit=${this.#say}>
        <input aria-label=${t("chat.message")} placeholder=${t("chat.message")} autocomplete="off" maxlength=${MAX_TEXT} data-testid="say" />
        <button class="button icon-button primary" title=${t("word.send")}>${icon("send")}<span class="sr-only">${t("word.send")}</span></button>
      </form>
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    const list = this.#list.value;
    if (list !== undefined && this.#atEnd) {
      list.scrollTop = list.scrollHeight;
    }
  }

  #scrolled() {
    const list = this.#list.value;
    this.#atEnd = list === undefined || list.scrollHeight - list.scrollTop - list.clientHeight < 24;
  }

  #say(event: Event) {
    event.preventDefault();
    const input = this.querySelector("input");
    if (input !== null) {
      this.room.say(input.value);
      input.value = "";
      this.#atEnd = true;
    }
  }
}

function line({ name, text, time, isMine, sent }: ChatLine) {
  return name === undefined
    ? html`<li class="chat-notice" data-testid="notice">${text}</li>`
    : html`<li class="chat-message ${isMine ? "mine" : ""}" data-testid="message" data-sent=${sent}>
        <span class="chat-author"><b>${isMine ? t("chat.author") : name}</b> <time>${timeOfDay(time).slice(0, 5)}</time></span>
        <p>${text}</p></li>`;
}

customElements.define("mc-chat-log", ChatLog);
