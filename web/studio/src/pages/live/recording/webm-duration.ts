/** Identifiers of the elements of a WebM file that precede its media (RFC 9559). */
const [SEGMENT, INFO, DURATION] = [0x18538067, 0x1549a966, 0x4489];

const DURATION_BYTES = 11;

/** Element of EBML (RFC 8794): where its size and its content start, and the size, or -1 if unknown. */
interface Element {
  readonly id: number;
  readonly sizeAt: number;
  readonly contentAt: number;
  readonly size: number;
}

/** Start of a WebM file with room for its duration. */
export interface TimedHeader {
  readonly data: Uint8Array<ArrayBuffer>;
  /** Position of the value of {@link durationValue}. */
  readonly at: number;
}

/**
 * Adds a duration to the first bytes of a WebM file. Browsers record without one, as they do not know it yet, but players show
 * it, and many cannot seek without.
 *
 * @param start a few hundred bytes, as they are copied one by one
 * @returns undefined if they are not those of a recording of a browser, which is better left as it is then
 */
export function withDuration(start: Uint8Array<ArrayBuffer>): TimedHeader | undefined {
  const header = elementAt(start, 0);
  const segment = header && elementAt(start, header.contentAt + header.size);
  const info = segment && elementAt(start, segment.contentAt);
  // A segment of a known size would have to grow, too; so would the size of a long info.
  if (segment?.id !== SEGMENT || segment.size >= 0 || info?.id !== INFO || info.size + DURATION_BYTES > 126) {
    return undefined;
  }
  const end = info.contentAt + info.size;
  if (info.size < 0 || end > start.length) {
    return undefined;
  }
  const data = Uint8Array.of(
    ...start.subarray(0, info.sizeAt),
    0x80 | (info.size + DURATION_BYTES),
    ...start.subarray(info.contentAt, end),
    DURATION >> 8,
    DURATION & 0xff,
    0x88,
    ...durationValue(0),
  );
  const at = data.length - 8;
  return { data: Uint8Array.of(...data, ...start.subarray(end)), at };
}

/** Returns the value of a duration in the time scale of browsers, milliseconds. */
export function durationValue(ms: number): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setFloat64(0, ms);
  return value;
}

function elementAt(data: Uint8Array, at: number): Element | undefined {
  const idLength = Math.clz32(data[at] ?? 0) - 23;
  const sizeAt = at + idLength;
  const sizeLength = Math.clz32(data[sizeAt] ?? 0) - 23;
  if (idLength > 4 || sizeLength > 8) {
    return undefined;
  }
  const number = (from: number, length: number, first: number) =>
    data.subarray(from + 1, from + length).reduce((value, byte) => value * 256 + byte, first);
  const id = number(at, idLength, data[at] ?? 0);
  const marked = (data[sizeAt] ?? 0) & (0xff >> sizeLength);
  const isUnknown =
    marked === 0xff >> sizeLength && data.subarray(sizeAt + 1, sizeAt + sizeLength).every((byte) => byte === 0xff);
  return { id, sizeAt, contentAt: sizeAt + sizeLength, size: isUnknown ? -1 : number(sizeAt, sizeLength, marked) };
}
