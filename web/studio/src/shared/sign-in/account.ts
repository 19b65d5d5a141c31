import type { User, UserManager } from "oidc-client-ts";
import { t } from "../i18n/t.ts";
import { Model } from "../model.ts";

/** Response of `GET /api/sign-in`. */
export interface SignIn {
  /** Whether the gateway requires tokens. */
  required: boolean;
  /** The studio as a client of the issuer. Absent if the gateway does not sign users in. */
  client?: PublicClient;
}

/** Public client for the authorization code flow with PKCE (RFC 7636). */
export interface PublicClient {
  issuer: string;
  clientId: string;
  scopes: string[];
  /** Token to send to the gateway. */
  token: "access" | "id";
  /** Further parameters of the authorization request. */
  parameters: Record<string, string>;
}

/** Subset of the OpenID Connect library that the account needs. */
export type Manager = Pick<
  UserManager,
  "getUser" | "removeUser" | "signinRedirect" | "signinCallback" | "signinSilent" | "signoutRedirect"
> & { metadataService: Pick<UserManager["metadataService"], "getEndSessionEndpoint"> };

/** State of an account. `none`: the gateway does not sign users in. */
export type AccountState = "loading" | "none" | "signed-out" | "signed-in";

/** Tokens are renewed this long before they expire, in seconds. */
const RENEW_S = 90;

/**
 * Account of the studio's user at the issuer of the gateway's tokens. It lasts as long as the tab.
 *
 * loading ──► none | signed-out | signed-in; signed-out ──signIn──► (issuer, then the page sign-in.html) ──► signed-in;
 * signed-in ──signOut, a token that cannot be renewed──► signed-out
 */
export class Account extends Model {
  #state: AccountState = "loading";
  #loading: Promise<void> | undefined;
  #client: PublicClient | undefined;
  #manager: Manager | undefined;
  #user: User | undefined;
  #renewal: Promise<User | null> | undefined;
  #required = false;
  #problem: string | undefined;

  /** @param open opens the OpenID Connect library, which pages load only if they need it */
  constructor(
    readonly request: typeof fetch = (input, init) => fetch(input, init),
    readonly open: (client: PublicClient) => Promise<Manager> = openManager,
  ) {
    super();
  }

  get state(): AccountState {
    return this.#state;
  }

  /** Whether the gateway requires tokens. */
  get isRequired(): boolean {
    return this.#required;
  }

  /** Name of the user who is signed in. */
  get name(): string | undefined {
    const profile = this.#user?.profile;
    return profile && (profile.name ?? profile.preferred_username ?? profile.email ?? profile.sub);
  }

  /** Reason why the user could not leave for the issuer. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Finds out who is signed in. Fulfilled when {@link state} is known; never rejects. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    try {
      const response = await this.request("/api/sign-in");
      const { required, client }: SignIn = response.ok ? await response.json() : { required: false };
      this.#required = required;
      if (client === undefined) {
        this.#enter("none");
        return;
      }
      this.#client = client;
      this.#manager = await this.open(client);
      this.#show(await this.#manager.getUser());
    } catch {
      // The gateway is not reached: pages that connect say so.
      this.#enter("none");
    }
  }

  /** Leaves `page` for the issuer, which returns to the page `sign-in.html`. Never rejects: see {@link problem}. */
  async signIn(page: string): Promise<void> {
    try {
      this.#problem = undefined;
      await this.#manager?.signinRedirect({ state: page });
    } catch (error) {
      this.#problem = t("account.unreachable", { reason: error instanceof Error ? error.message : String(error) });
      this.changed();
    }
  }

  /**
   * Completes the sign-in on the page to which the issuer returned.
   *
   * @param url URL of that page, with the response of the issuer
   * @returns URL of the page on which the user signed in
   */
  async complete(url: string): Promise<string> {
    await this.load();
    const user = await this.#manager?.signinCallback(url);
    this.#show(user ?? null);
    const page = new URL(typeof user?.state === "string" ? user.state : "./", url);
    return page.origin === new URL(url).origin ? page.href : new URL("./", url).href;
  }

  /**
   * Signs out here and, if it is reached and has an endpoint for that, at the issuer, which returns to `page`. Does not
   * return while the browser leaves for the issuer.
   */
  async signOut(page: string): Promise<void> {
    const hint = this.#user?.id_token;
    await this.#manager?.removeUser();
    this.#show(null);
    try {
      if (await this.#manager?.metadataService.getEndSessionEndpoint()) {
        await this.#manager?.signoutRedirect({
          post_logout_redirect_uri: page,
          ...(hint !== undefined && { id_token_hint: hint }),
        });
      }
    } catch {
      // The issuer is not reached: its own session lasts until it expires.
    }
  }

  /** Returns a valid token for the gateway, renewed if necessary; undefined if nobody is signed in. */
  async token(): Promise<string | undefined> {
    await this.load();
    if (this.#user !== undefined && this.#expiresIn(this.#user) < RENEW_S && this.#user.refresh_token !== undefined) {
      this.#renewal ??= this.#renew();
      this.#show(await this.#renewal);
    }
    if (this.#user !== undefined && this.#expiresIn(this.#user) <= 0) {
      this.#show(null);
    }
    return this.#client?.token === "id" ? this.#user?.id_token : this.#user?.access_token;
  }

  /** Renews the tokens once for all who wait. An issuer that refuses that ends the sign-in. */
  async #renew(): Promise<User | null> {
    try {
      return (await this.#manager?.signinSilent()) ?? null;
    } catch (error) {
      const isRefused = error instanceof Error && error.name === "ErrorResponse";
      return isRefused ? null : (this.#user ?? null);
    } finally {
      this.#renewal = undefined;
    }
  }

  #expiresIn({ profile, expires_at }: User): number {
    const at = this.#client?.token === "id" ? profile.exp : expires_at;
    return at === undefined ? Number.POSITIVE_INFINITY : at - Date.now() / 1000;
  }

  #show(user: User | null): void {
    this.#user = user ?? undefined;
    this.#enter(user === null ? "signed-out" : "signed-in");
  }

  #enter(state: AccountState): void {
    this.#state = state;
    this.changed();
  }
}

async function openManager({ issuer, clientId, scopes, parameters }: PublicClient): Promise<Manager> {
  const { UserManager } = await import("oidc-client-ts");
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: signInPage(),
    scope: scopes.join(" "),
    extraQueryParams: parameters,
    automaticSilentRenew: false,
  });
}

/** URL of the page to which the issuer returns. */
export function signInPage(): string {
  return new URL("./sign-in.html", location.href).href;
}

/** The account of this page's user. */
export const account = new Account();
