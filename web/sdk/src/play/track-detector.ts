import type { Value } from "../values/values.ts";
import type { MediaTag } from "../wire/tags.ts";

/** How long a stream is held until it is clear what it consists of, in milliseconds of media. */
const HOLD_MS = 1000;

/** After how much of the one track the other counts as gone, in milliseconds: a player would wait for it for ever. */
const GONE_MS = 4000;

type Kind = MediaTag["kind"];

/** The codecs of the tracks that there are. */
export type TrackSet = { readonly [kind in Kind]?: string };

/** Which tracks are asked for. */
export type TrackSelection = { readonly [kind in Kind]: boolean };

/** What is known of one track. */
interface ObservedTrack {
  codec: string;
  config?: MediaTag;
  /** The place of its last frame on the player's line. */
  ms: number;
}

/**
 * Finds out which tracks a stream has. A player must know before its first frame, and no message says it for sure:
 * metadata may be missing or wrong, and a track may come or go at any time.
 */
export class TrackDetector {
  readonly #seen = new Map<Kind, ObservedTrack>();
  #first: number | undefined;
  #head = 0;

  /** @param ms the tag's place on the player's line */
  add(tag: MediaTag, ms: number): void {
    const seen = this.#seen.get(tag.kind);
    const config = tag.config ? tag : seen?.codec === tag.codec ? seen.config : undefined;
    this.#seen.set(tag.kind, { codec: tag.codec, ms, ...(config && { config }) });
    this.#first ??= ms;
    this.#head = Math.max(this.#head, ms);
  }

  /** The line begins anew, at 0. */
  rebase(): void {
    for (const seen of this.#seen.values()) {
      seen.ms -= this.#head;
    }
    this.#first = (this.#first ?? 0) - this.#head;
    this.#head = 0;
  }

  /** The codec configurations that are valid now. */
  get configs(): MediaTag[] {
    return [...this.#seen.values()].flatMap(({ config }) => config ?? []);
  }

  /**
   * @param declared which tracks the metadata speaks of, if it does
   * @returns undefined if it is not clear yet
   */
  detect(declared: TrackSelection | undefined, wanted: TrackSelection): TrackSet | undefined {
    const there = [...this.#seen].filter(([kind, { ms }]) => wanted[kind] && ms > this.#head - GONE_MS);
    const set: TrackSet = Object.fromEntries(there.map(([kind, { codec }]) => [kind, codec]));
    const expected = (kind: Kind) => wanted[kind] && (declared?.[kind] ?? true);
    const missing = (["audio", "video"] as const).some((kind) => expected(kind) && !this.#seen.has(kind));
    const held = this.#head - (this.#first ?? 0) >= HOLD_MS;
    return there.length === 0 || (missing && !held) ? undefined : set;
  }
}

export function sameTracks(a: TrackSet, b: TrackSet | undefined): boolean {
  return a.audio === b?.audio && a.video === b?.video;
}

/** Which tracks an onMetaData speaks of; undefined if it speaks of none. */
export function declaredTracks(metadata: { readonly [key: string]: Value } | undefined): TrackSelection | undefined {
  const has = (...keys: string[]) => keys.some((key) => Boolean(metadata?.[key]));
  const audio = has("audiocodecid", "audiodatarate", "audiosamplerate", "hasAudio");
  const video = has("videocodecid", "videodatarate", "width", "hasVideo");
  return audio || video ? { audio, video } : undefined;
}
