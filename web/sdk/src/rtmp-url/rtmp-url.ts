import { asciiHost } from "./host-name.ts";
import { isIpv6 } from "./ip-literal.ts";
import { quotedCharacter, shortened } from "./quoted.ts";
import { trimmed } from "./white-space.ts";

/** Parts of an RTMP URL, `rtmp[s]://[user:password@]host[:port]/app[/instance][?query]`. */
export interface RtmpUrl {
  /** Whether the connection is wrapped in TLS. */
  readonly secure: boolean;
  /** Host name or address, in lower-case ASCII and without brackets. */
  readonly host: string;
  readonly port: number;
  /** Full path as written, without leading and trailing slashes. */
  readonly app: string;
  /** Text after the question mark; may contain secrets. */
  readonly query: string;
  readonly user?: string;
  readonly password?: string;
  /** URL without user and query, as the gateway displays it. */
  readonly label: string;
}

const MAX_LENGTH = 4096;

/**
 * Parses an RTMP URL by the rules of the gateway, which are those of encoders rather than of URIs: path and query are
 * sent unchanged, `#` does not start a fragment, host names may contain `_`, and surrounding white space is ignored.
 *
 * @throws RangeError if the URL is malformed; the message is suitable for users
 */
export function parseRtmpUrl(url: string): RtmpUrl {
  const text = checked(url);
  const scheme = (/^([a-z\d+.-]+):/i.exec(text)?.[1] ?? "").toLowerCase();
  if (scheme !== "rtmp" && scheme !== "rtmps") {
    throw new RangeError(`a URL of scheme "${shortened(scheme)}", expected rtmp or rtmps`);
  }
  const start = scheme.length + 3;
  const slash = text.indexOf("/", start);
  const authority = text.slice(start, slash < 0 ? text.length : slash);
  const at = authority.lastIndexOf("@");
  const hostAndPort = authority.slice(at + 1);
  if (hostAndPort === "" || !text.startsWith("://", scheme.length)) {
    throw new RangeError(`a URL without a host, expected ${scheme}://host/app`);
  }
  const credentials = at < 0 ? {} : readCredentials(authority.slice(0, at));
  const rest = slash < 0 ? "" : text.slice(slash);
  return { ...location(scheme === "rtmps", hostAndPort, rest), ...credentials };
}

/**
 * Returns the text without surrounding white space.
 *
 * @throws RangeError if the text is too long or contains control characters
 */
function checked(text: string): string {
  if (text.length > MAX_LENGTH) {
    throw new RangeError(`a URL of ${text.length} characters, expected up to ${MAX_LENGTH}`);
  }
  const url = trimmed(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\0-\x1f\x7f-\x9f\u2028\u2029]/.exec(url);
  if (control !== null) {
    throw new RangeError(`a URL with the control character ${quotedCharacter(control[0])}, expected none`);
  }
  return url;
}

function location(secure: boolean, hostAndPort: string, rest: string): RtmpUrl {
  const colon = portColon(hostAndPort);
  const host = readHost(colon < 0 ? hostAndPort : hostAndPort.slice(0, colon));
  const usual = secure ? 443 : 1935;
  const port = readPort(colon < 0 ? "" : hostAndPort.slice(colon + 1), usual);
  const mark = rest.indexOf("?");
  const app = trimmed(mark < 0 ? rest : rest.slice(0, mark), "/");
  const shown = host.includes(":") ? `[${host}]` : host;
  const server = `${secure ? "rtmps" : "rtmp"}://${shown}${port === usual ? "" : `:${port}`}`;
  if (app === "") {
    throw new RangeError(`a URL without an application, expected ${server}/app`);
  }
  return { secure, host, port, app, query: mark < 0 ? "" : rest.slice(mark + 1), label: `${server}/${app}` };
}

function portColon(hostAndPort: string): number {
  const bracket = hostAndPort.startsWith("[") ? hostAndPort.indexOf("]") : -1;
  const colon = hostAndPort.indexOf(":", bracket + 1);
  if (colon >= 0 && hostAndPort.includes(":", colon + 1)) {
    throw new RangeError('a host with ":", expected an IPv6 address in brackets, such as [::1]');
  }
  return colon;
}

function readHost(host: string): string {
  if (host === "") {
    throw new RangeError("a URL without a host before its port");
  }
  if (!host.startsWith("[")) {
    return asciiHost(host);
  }
  const lower = host.toLowerCase();
  const bare = lower.endsWith("]") ? lower.slice(1, -1) : "";
  if (!isIpv6(bare)) {
    throw new RangeError(`a host "${shortened(host)}", expected an IPv6 address between [ and ]`);
  }
  return bare;
}

function readPort(text: string, usual: number): number {
  if (text === "") {
    return usual;
  }
  if (!/^\d+$/.test(text)) {
    throw new RangeError("a port that is not a number, expected 1..65535"); // The text is not shown, as it may be part of a password.
  }
  const port = Number(text);
  if (port < 1 || port > 65535) {
    throw new RangeError(`port ${shortened(text)}, expected 1..65535`);
  }
  return port;
}

function readCredentials(userInfo: string): { user: string; password: string } {
  const colon = userInfo.indexOf(":");
  if (colon < 1) {
    throw new RangeError("a URL with a user, expected user:password@host");
  }
  return { user: decoded(userInfo.slice(0, colon)), password: decoded(userInfo.slice(colon + 1)) };
}

/** Decodes percent-encoding. Leaves a `%` without two digits, and text that is not UTF-8, unchanged. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, "%25"));
  } catch {
    return text;
  }
}
