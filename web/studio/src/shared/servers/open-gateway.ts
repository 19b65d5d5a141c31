import { MultiConnection, type TokenSource } from "multiconnection";
import workletUrl from "../../../../sdk/src/capture/capture-processor.js?url&no-inline";
import { type Account, account } from "../sign-in/account.ts";
import { urlToken } from "../sign-in/url-token.ts";

/** Opens a connection to a gateway, with a token if there is one. */
export function openGateway(url: string): MultiConnection {
  const token = tokenFor(url, location, account);
  return new MultiConnection(url, { workletUrl, ...(token !== undefined && { token }) });
}

/**
 * Returns the token for a gateway: the one in the page's URL, else that of the user who is signed in. The account belongs
 * to the gateway that serves the page; others must not see its tokens.
 */
export function tokenFor(
  url: string,
  page: Pick<Location, "hash" | "host">,
  user: Pick<Account, "state" | "token">,
): TokenSource | undefined {
  const fixed = urlToken(page.hash);
  if (fixed !== undefined || user.state !== "signed-in" || new URL(url).host !== page.host) {
    return fixed;
  }
  return async () => {
    const token = await user.token();
    if (token === undefined) {
      throw new Error("signed out, sign in again");
    }
    return token;
  };
}
