import type { Closing } from "../shared/link-types.ts";
import { SUBPROTOCOL } from "../wire/protocol.ts";
import { backoff } from "./backoff.ts";
import { type OpenedSocket, openGatewaySocket } from "./gateway-socket.ts";
import type { Network } from "./link-listener.ts";
import type { OnlineState } from "./online-state.ts";
import { delay } from "./timing.ts";

/** Close codes after which a client may connect again (PROTOCOL.md, section 10), and those of the network. */
const TEMPORARY: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 4408]);

/** Close code of a WebSocket whose token is refused or has expired. */
const UNAUTHORIZED = 4401;

/** Longest delay between two attempts to renew a token, in milliseconds. */
const MAX_DELAY_MS = 10_000;

/** Signed JWT, which can be a sub-protocol as it is. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Opens WebSockets to the gateway, with tokens of the application, and renews tokens before they expire. */
export class GatewayDialer {
  #token: string | undefined;
  #refused: string | undefined;
  #hasOnlyRefused = false;

  /**
   * @param online state of the browser's network
   * @param signal cancels attempts
   * @param obtainToken returns a valid token; absent if the gateway needs none
   */
  constructor(
    readonly url: string,
    readonly network: Network,
    readonly online: OnlineState,
    readonly signal: AbortSignal,
    readonly obtainToken: (() => Promise<string>) | undefined,
  ) {}

  /**
   * Opens a WebSocket and waits for `hello`. Opens another one when the browser is online again meanwhile.
   *
   * @throws Closing if the WebSocket ends before that, or there is no token
   */
  open(): Promise<OpenedSocket> {
    return this.obtainToken === undefined
      ? this.#dial([SUBPROTOCOL])
      : this.#nextToken(this.obtainToken).then((token) => this.#dial([SUBPROTOCOL, `bearer.${token}`]));
  }

  /**
   * Whether a WebSocket may be opened again after a close code. Includes 4500 to 4599, which newer gateways may use, and
   * refused tokens if the application may have another one.
   */
  mayRetry({ code }: Closing): boolean {
    if (code === UNAUTHORIZED) {
      this.#refused = this.#token;
      return this.obtainToken !== undefined && !this.#hasOnlyRefused;
    }
    return TEMPORARY.has(code) || (code >= 4500 && code <= 4599);
  }

  /**
   * Renews the token. Retries with a backoff until the old one has expired.
   *
   * @param authenticate sends a token; fulfilled with whether nothing more is to be done
   */
  async renewToken(expiresInMs: number, authenticate: (token: string) => Promise<boolean>): Promise<void> {
    const endAt = performance.now() + expiresInMs;
    for (let attempt = 2; this.obtainToken !== undefined && performance.now() < endAt; attempt++) {
      const token = await this.obtainToken().catch(() => this.#token);
      if (token !== undefined && token !== this.#token && (await authenticate(token))) {
        this.#token = token;
        return;
      }
      await delay(backoff(attempt, MAX_DELAY_MS));
    }
  }

  async #dial(protocols: string[]): Promise<OpenedSocket> {
    const { again } = this.online;
    try {
      return await openGatewaySocket(() => this.network.openSocket(this.url, protocols), [this.signal, again]);
    } catch (closing) {
      if (again.aborted && !this.signal.aborted) {
        return this.#dial(protocols);
      }
      throw closing;
    }
  }

  async #nextToken(obtain: () => Promise<string>): Promise<string> {
    let token: string;
    try {
      token = await obtain();
    } catch (error) {
      throw { code: 1006, reason: `no token: ${(error as Error).message}` } satisfies Closing;
    }
    if (!JWT.test(token) || token === this.#refused) {
      this.#hasOnlyRefused = true;
      const reason = token === this.#refused ? "the gateway refuses the token" : "the token is not a signed JWT";
      throw { code: UNAUTHORIZED, reason } satisfies Closing;
    }
    this.#token = token;
    return token;
  }
}
