import { html, nothing } from "lit";
import { timeOfDay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { problemIn, readArgs } from "../../shared/values/value-text.ts";
import type { ObjectInspector } from "./object-inspector.ts";

/** Sends messages to all clients of an object, and shows the received ones. */
export class ObjectMessages extends LightElement {
  static override properties = { inspector: { attribute: false } };

  declare inspector: ObjectInspector;
  #handler = "hello";
  #args = '["everybody"]';

  constructor() {
    super();
    new ModelController(this, () => [this.inspector]);
  }

  protected override render() {
    const { received, phase } = this.inspector;
    const problem = problemIn(this.#args, readArgs);
    return html`<div class="section-head"><h2>${t("objects.messages")}</h2><span class="count">${received.length || ""}</span></div>
      <div class="panel messages">
        <form @submit=${this.#send}>
          <input class="mono" aria-label=${t("objects.handler")} required autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.#handler}
            @input=${(event: Event) => this.#edit({ handler: (event.target as HTMLInputElement).value })} />
          <input class="mono" aria-label=${t("word.arguments")} autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.#args} aria-invalid=${problem !== undefined}
            @input=${(event: Event) => this.#edit({ args: (event.target as HTMLInputElement).value })} />
          <button class="button icon-button" title=${t("objects.sendAll")} data-testid="send-message" ?disabled=${phase !== "open" || problem !== undefined}>
            ${icon("send")}<span class="sr-only">${t("word.send")}</span></button>
        </form>
        ${problem ? html`<p class="field-note"><span class="tone-bad">${problem}</span></p>` : nothing}
        ${received.length === 0 ? html`<p class="messages-empty">${t("objects.noMessages")}</p>` : nothing}
        <ol tabindex=${received.length === 0 ? nothing : 0}>${received.slice(0, 50).map(
          ({ time, server, handler, args }) => html`<li data-testid="message">
            <code class="mono"><b>${handler}</b>(${args})</code><small>${t("objects.fromServer", { server })} · ${timeOfDay(time)}</small></li>`,
        )}</ol>
      </div>`;
  }

  #edit({ handler = this.#handler, args = this.#args }: { handler?: string; args?: string }) {
    this.#handler = handler;
    this.#args = args;
    this.requestUpdate();
  }

  #send(event: Event) {
    event.preventDefault();
    void this.inspector.send(this.#handler, readArgs(this.#args));
  }
}

customElements.define("mc-object-messages", ObjectMessages);
