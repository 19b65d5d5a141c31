import { html, nothing } from "lit";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";

/** Asks an operator for the token, once. */
export class TokenForm extends LightElement {
  static override properties = { problem: { attribute: false }, take: { attribute: false } };

  /** Why the last one was not taken. */
  declare problem: string | undefined;
  declare take: (token: string) => void;

  protected override render() {
    return html`<form class="panel token" @submit=${this.#submit}>
      ${icon("key")}
      <h2>For operators</h2>
      <p>Rooms, and who waits for them, are shown to whoever has the gateway's operator token. It is kept in this tab until you close it.</p>
      <div class="field">
        <label for="token">Operator token</label>
        <input id="token" name="token" class="mono" type="password" required autocomplete="off" spellcheck="false"
          aria-invalid=${this.problem !== undefined} aria-describedby="token-note" />
        <p class="field-note" id="token-note" role=${this.problem ? "alert" : nothing}>${
          this.problem
            ? html`<span class="tone-bad">${this.problem}</span>`
            : html`<code class="mono">multiconnection.operator.token</code>; in development it is <code class="mono">dev</code>.`
        }</p>
      </div>
      <button class="button primary" data-testid="unlock">Show the rooms</button>
    </form>`;
  }

  #submit(event: Event) {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("token") as HTMLInputElement;
    const token = field.value.trim();
    field.value = "";
    this.take(token);
  }
}

customElements.define("mc-token-form", TokenForm);
