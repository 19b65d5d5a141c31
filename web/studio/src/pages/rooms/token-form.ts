import { html, nothing } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";

/** Form for the operator token. */
export class TokenForm extends LightElement {
  static override properties = { problem: { attribute: false }, take: { attribute: false } };

  /** Reason why the last token was rejected. */
  declare problem: string | undefined;
  /** Called with the entered token. */
  declare take: (token: string) => void;

  protected override render() {
    return html`<form class="panel token" @submit=${this.#submit}>
      ${icon("key")}
      <h2>${t("rooms.signInTitle")}</h2>
      <p>${t("rooms.signInText")}</p>
      <div class="field">
        <label for="token">${t("rooms.token")}</label>
        <input id="token" name="token" class="mono" type="password" required autocomplete="off" spellcheck="false"
          aria-invalid=${this.problem !== undefined} aria-describedby="token-note" />
        <p class="field-note" id="token-note" role=${this.problem ? "alert" : nothing}>${
          this.problem
            ? html`<span class="tone-bad">${this.problem}</span>`
            : html`<code class="mono">multiconnection.operator.token</code>; ${t("rooms.development")} <code class="mono">dev</code>.`
        }</p>
      </div>
      <button class="button primary" data-testid="unlock">${t("rooms.signIn")}</button>
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
