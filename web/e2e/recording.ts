import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../test-results/recorded");

/** One FLV tag. */
export interface Tag {
  type: number;
  timestamp: number;
  body: Uint8Array;
}

/** Returns whether a tag is a codec configuration of H.264 or AAC. */
export function isConfig({ type, body }: Tag): boolean {
  return body[1] === 0 && (type === 9 || body[0] === 0xaf);
}

/** Returns the timestamps of frames and keyframes in milliseconds, and the number of configurations, of the newest recording. */
export function lastRecording(): { video: number[]; keyframes: number[]; configurations: number } {
  const tags = readRecording();
  const video = tags.filter((tag) => tag.type === 9 && !isConfig(tag));
  return {
    video: video.map(({ timestamp }) => timestamp),
    keyframes: video.filter(({ body }) => body[0] === 0x17).map(({ timestamp }) => timestamp),
    configurations: tags.filter(isConfig).length,
  };
}

/** Reads the tags of the newest recording. */
export function readRecording(): Tag[] {
  const files = readdirSync(FOLDER).map((name) => join(FOLDER, name));
  const newest = files.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).at(-1) ?? "";
  const data = readFileSync(newest);
  const tags: Tag[] = [];
  for (let at = 13; at + 11 <= data.length; ) {
    const size = data.readUIntBE(at + 1, 3);
    const timestamp = data.readUIntBE(at + 4, 3) + data.readUInt8(at + 7) * 2 ** 24;
    tags.push({ type: data.readUInt8(at), timestamp, body: Uint8Array.from(data.subarray(at + 11, at + 11 + size)) });
    at += 11 + size + 4;
  }
  return tags;
}
