import { isIpv4 } from "./ip-literal.ts";
import { punycode } from "./punycode.ts";
import { quotedCharacter, shortened } from "./quoted.ts";
import { isWhiteSpace } from "./white-space.ts";

const MAX_LENGTH = 253;
const MAX_LABEL = 63;

/**
 * Returns the canonical ASCII form of a host name or IPv4 address, in lower case and without a trailing dot. Names may
 * contain `_`; labels of other scripts are encoded as Punycode.
 *
 * @throws RangeError if the host is neither; the message is suitable for users
 */
export function asciiHost(host: string): string {
  requireLength(host);
  if ([...host].some(isWhiteSpace)) {
    throw new RangeError(`a host with white space, "${shortened(host)}", expected none`);
  }
  const name = folded(host).replace(/\.$/, "");
  const ascii = name
    .split(".")
    .map((label) => asciiLabel(label, host))
    .join(".");
  requireLength(ascii);
  // Resolvers disagree on such names: some accept 127.1 or 0x7f000001 as IPv4.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(ascii) && !isIpv4(ascii)) {
    throw new RangeError(
      `a host that ends in a number, "${shortened(host)}", expected an IPv4 address of four numbers 0..255`,
    );
  }
  return ascii;
}

/** Normalizes compatibility characters, case, and the full stops of other scripts. */
function folded(host: string): string {
  const lower = Array.from(host.normalize("NFKC"), (character) => character.toLowerCase()).join("");
  return lower.normalize("NFKC").replaceAll("\u3002", ".");
}

function asciiLabel(label: string, host: string): string {
  if (label === "") {
    throw new RangeError(`a host with an empty label, "${shortened(host)}"`);
  }
  const wrong = Array.from(label).find(
    (character) => !/^(?:[a-z\d_-]|(?![\0-\x7f])[\p{L}\p{M}\p{N}])$/u.test(character),
  );
  if (wrong !== undefined) {
    throw new RangeError(
      `a host with the character ${quotedCharacter(wrong)}, expected letters, digits, "-", "_" and "."`,
    );
  }
  const isEncoded = /[^\0-\x7f]/.test(label) && label.length <= MAX_LABEL;
  const ascii = isEncoded ? `xn--${punycode(label)}` : label;
  if (ascii.length > MAX_LABEL) {
    throw new RangeError(
      `a label of ${ascii.length} characters in the host "${shortened(host)}", expected up to ${MAX_LABEL}`,
    );
  }
  return ascii;
}

function requireLength(host: string): void {
  if (host.length > MAX_LENGTH) {
    throw new RangeError(`a host of ${host.length} characters, "${shortened(host)}", expected up to ${MAX_LENGTH}`);
  }
}
