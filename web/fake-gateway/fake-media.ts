/** A tag of an FLV file. */
export interface FlvTag {
  /** 8 audio, 9 video. */
  type: number;
  /** Milliseconds from the beginning of the file. */
  timestamp: number;
  body: Uint8Array;
}

/** Media that a fake server plays: the tags of a file, codec configurations apart. */
export interface FakeMedia {
  readonly configs: readonly FlvTag[];
  readonly frames: readonly FlvTag[];
  /** Milliseconds. */
  readonly duration: number;
}

/** Reads an FLV file of AVC and AAC. Its script tags are left out. */
export function readFlv(file: Uint8Array): FakeMedia {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tags: FlvTag[] = [];
  for (let at = 13; at + 11 <= file.byteLength; ) {
    const size = view.getUint32(at) & 0xffffff;
    const timestamp = (view.getUint32(at + 4) >>> 8) + view.getUint8(at + 7) * 2 ** 24;
    tags.push({ type: view.getUint8(at), timestamp, body: file.slice(at + 11, at + 11 + size) });
    at += 11 + size + 4;
  }
  const media = tags.filter(({ type }) => type !== 18);
  const isConfig = ({ type, body }: FlvTag) => body[1] === 0 && (type === 9 || (body[0] ?? 0) >> 4 === 10);
  const last = media.at(-1)?.timestamp ?? 0;
  return {
    configs: media.filter(isConfig),
    frames: media.filter((tag) => !isConfig(tag) && tag.body.byteLength > 5),
    // Rounded up to whole seconds, so that a loop continues smoothly.
    duration: Math.ceil((last + 1) / 1000) * 1000,
  };
}

export function isKeyframe({ type, body }: FlvTag): boolean {
  return type === 9 && (body[0] ?? 0) >> 4 === 1;
}

/** Encodes a media frame of the protocol (PROTOCOL.md, section 6). */
export function mediaFrame(stream: number, { type, timestamp, body }: FlvTag): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(8 + body.byteLength);
  const view = new DataView(frame.buffer);
  view.setUint8(0, type);
  view.setUint8(1, stream);
  view.setUint32(4, timestamp % 2 ** 32);
  frame.set(body, 8);
  return frame;
}
