/** Whether a text is an IPv4 address of four numbers 0..255 without leading zeros. */
export function isIpv4(text: string): boolean {
  return (
    /^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text) && text.split(".").every((number) => Number(number) <= 255)
  );
}

/** Whether a lower-case text is an IPv6 address, optionally with a zone: `fe80::1%lo`. */
export function isIpv6(text: string): boolean {
  const [address = "", zone, ...more] = text.split("%");
  if (more.length > 0 || (zone !== undefined && !/^[a-z\d._~-]{1,32}$/.test(zone))) {
    return false;
  }
  const [left = "", right, ...others] = address.split("::");
  if (others.length > 0) {
    return false;
  }
  return right === undefined ? groups(left, true) === 8 : groups(left, false) + groups(right, true) < 8;
}

/** Returns the number of 16-bit groups; infinite if one is malformed. */
function groups(text: string, isEnd: boolean): number {
  let count = 0;
  for (const [i, group] of (text === "" ? [] : text.split(":")).entries()) {
    if (/^[\da-f]{1,4}$/.test(group)) {
      count++;
    } else if (isEnd && text.split(":").length === i + 1 && isIpv4(group)) {
      count += 2;
    } else {
      return Number.POSITIVE_INFINITY;
    }
  }
  return count;
}
