import type { Closing, ConnectionFault } from "../shared/link-types.ts";
import { SUBPROTOCOL } from "../wire/protocol.ts";
import type { Probes } from "./link-listener.ts";

/** Longest duration of a diagnosis, in milliseconds. */
const MAX_MS = 3000;

/** Answer of the gateway to an HTTP request for the URL of its WebSocket (PROTOCOL.md, section 2). */
interface GatewayAnswer {
  protocol: string;
  refusal?: string;
}

/**
 * Finds out why a WebSocket did not open, which browsers hide from pages, by requests to the same URL over HTTP.
 *
 * @param closing of the WebSocket; the default
 * @param signal cancels the diagnosis
 * @returns a closing whose `fault` and `reason` say what to do, where that is known
 */
export async function diagnose(url: string, closing: Closing, probes: Probes, signal: AbortSignal): Promise<Closing> {
  const found = (fault: ConnectionFault, reason: string): Closing => ({ code: closing.code, reason, fault });
  const { protocol, origin, host } = new URL(url);
  if (probes.isBlocked(protocol)) {
    const text = `The Content Security Policy of the page blocks ${url}. Add ${origin} to its connect-src.`;
    return found("unreachable", text);
  }
  const target = new URL(url.replace(/^ws/, "http"));
  target.searchParams.set("origin", probes.origin);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]);
  const request = (mode: RequestMode) =>
    probes.fetch(target, { mode, credentials: "omit", cache: "no-store", signal: limit }).catch(() => undefined);

  const response = await request("cors");
  const answer = response && (await gatewayAnswer(response));
  if (answer?.refusal !== undefined) {
    return found("origin-refused", `The gateway at ${url} refuses this page: ${answer.refusal}.`);
  }
  if (answer !== undefined) {
    const causes = "It requires a token, has too many sessions, or a proxy in front of it does not forward WebSockets";
    return { ...closing, reason: `The gateway at ${url} answers, but opens no WebSocket. ${causes}.` };
  }
  if (response !== undefined) {
    const text = `${url} is answered with HTTP status ${response.status}, expected a gateway.`;
    return found("no-gateway", `${text} Check the host, the port, and the path, which is /v1.`);
  }
  // Without CORS the response cannot be read, but a server that is no gateway can be told from none.
  if ((await request("no-cors")) !== undefined) {
    const text = `An HTTP server at ${host} answers instead of a gateway at ${url}.`;
    return found("no-gateway", `${text} Check the host, the port, the path, which is /v1, and proxies in front of it.`);
  }
  if (signal.aborted || probes.isBlocked(target.protocol)) {
    return closing;
  }
  const text = `Nothing answers at ${url}. Check the host and the port, that the gateway is running, its certificate`;
  return found("unreachable", `${text}, and your network.`);
}

/** Returns the body of a gateway's response; undefined if another server sent it. */
async function gatewayAnswer(response: Response): Promise<GatewayAnswer | undefined> {
  const body = (await response.json().catch(() => undefined)) as GatewayAnswer | null | undefined;
  return body?.protocol === SUBPROTOCOL ? body : undefined;
}
