import { MultiConnection } from "multiconnection";

/** Returns the token in the fragment of a page's URL, `#token=…`, which browsers do not send to servers. */
export function tokenOf(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("token") ?? undefined;
}

/** Opens a connection to a gateway, with the token in the page's URL if there is one. */
export function openGateway(url: string): MultiConnection {
  const token = tokenOf(location.hash);
  return new MultiConnection(url, token === undefined ? {} : { token });
}
