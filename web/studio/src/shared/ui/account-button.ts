import { html, nothing } from "lit";
import { t } from "../i18n/t.ts";
import { ModelController } from "../model.ts";
import { account, signInPage } from "../sign-in/account.ts";
import { urlToken } from "../sign-in/url-token.ts";
import { LightElement } from "./light-element.ts";

/**
 * Sign-in and sign-out in the header of a page. Where the gateway requires tokens, a page without one goes to the issuer
 * by itself.
 */
export class AccountButton extends LightElement {
  constructor() {
    super();
    new ModelController(this, () => [account]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    await account.load();
    if (account.isRequired && account.state === "signed-out" && urlToken(location.hash) === undefined) {
      await account.signIn(location.href);
    }
  }

  protected override render() {
    switch (account.state) {
      case "signed-out":
        return html`${account.problem ? html`<span class="tone-bad" role="alert">${account.problem}</span>` : nothing}
          <button class="button small" data-testid="sign-in" @click=${() => account.signIn(location.href)}>${t("account.signIn")}</button>`;
      case "signed-in":
        return html`<span class="account-name" data-testid="account">${account.name}</span>
          <button class="button small" data-testid="sign-out" @click=${() => this.#signOut()}>${t("account.signOut")}</button>`;
      default:
        return nothing;
    }
  }

  async #signOut(): Promise<void> {
    await account.signOut(signInPage());
    location.assign(signInPage());
  }
}

customElements.define("mc-account", AccountButton);
