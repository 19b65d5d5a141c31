import { html } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { Settings } from "../../shared/settings.ts";
import { account } from "../../shared/sign-in/account.ts";
import { icon, mark } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { applyLanguage, followTheme, storage } from "../../shared/ui/page-bar.ts";

/** The page to which the issuer returns after sign-in and sign-out. */
export class SignInPage extends LightElement {
  static override properties = { problem: { state: true }, isBusy: { state: true } };

  declare problem: string | undefined;
  /** Whether a response of the issuer is being completed. */
  declare isBusy: boolean;

  constructor() {
    super();
    followTheme(new Settings(storage()));
    applyLanguage(t("account.signIn"));
    const response = new URLSearchParams(location.search);
    this.isBusy = response.has("code") || response.has("error");
    if (this.isBusy) {
      void this.#complete();
    }
  }

  async #complete(): Promise<void> {
    try {
      location.replace(await account.complete(location.href));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      this.isBusy = false;
    }
  }

  protected override render() {
    return html`<main class="panel sign-in">
      <h1 class="wordmark" translate="no">${mark}<span>MultiConnection</span> <em>Studio</em></h1>
      ${this.isBusy ? html`<p role="status"><span class="spinner"></span> ${t("account.signingIn")}</p>` : this.#choice()}
    </main>`;
  }

  #choice() {
    return html`<p role="status" class=${this.problem ? "tone-bad" : ""}>${
      this.problem ? t("account.failed", { reason: this.problem }) : t("account.signedOut")
    }</p>
      <button class="button primary" data-testid="sign-in" @click=${() => this.#signIn()}>${icon("key")} ${t("account.signIn")}</button>`;
  }

  async #signIn(): Promise<void> {
    const start = new URL("./", location.href).href;
    await account.load();
    if (account.state === "none") {
      location.assign(start);
      return;
    }
    await account.signIn(start);
    this.problem = account.problem;
  }
}

customElements.define("mc-sign-in-page", SignInPage);
