import type { Value } from "../values/values.ts";
import type { MediaTag } from "../wire/tags.ts";

/** Longest time for which a stream is held until its tracks are known, in milliseconds of media. */
const HOLD_MS = 1000;

/** Time after which a track without media counts as removed, in milliseconds. A player would wait for it forever. */
const TRACK_TIMEOUT_MS = 4000;

type Kind = MediaTag["kind"];

/** Codecs of the present tracks. */
export type TrackSet = { readonly [kind in Kind]?: string };

/** Selected tracks. */
export type TrackSelection = { readonly [kind in Kind]: boolean };

/** Observed state of one track. */
interface ObservedTrack {
  codec: string;
  config?: MediaTag;
  /** Position of the track's last frame on the timeline in milliseconds. */
  ms: number;
}

/**
 * Detects the tracks of a stream. A player must know them before the first frame, but no message states them reliably:
 * metadata may be missing or wrong, and tracks may appear or disappear at any time.
 */
export class TrackDetector {
  readonly #observed = new Map<Kind, ObservedTrack>();
  #first: number | undefined;
  #head = 0;

  /**
   * Records a tag.
   *
   * @param ms position of the tag on the timeline
   */
  add(tag: MediaTag, ms: number): void {
    const observed = this.#observed.get(tag.kind);
    const config = tag.config ? tag : observed?.codec === tag.codec ? observed.config : undefined;
    this.#observed.set(tag.kind, { codec: tag.codec, ms, ...(config && { config }) });
    this.#first ??= ms;
    this.#head = Math.max(this.#head, ms);
  }

  /** Restarts the timeline at 0. */
  rebase(): void {
    for (const observed of this.#observed.values()) {
      observed.ms -= this.#head;
    }
    this.#first = (this.#first ?? 0) - this.#head;
    this.#head = 0;
  }

  /** The current codec configurations. */
  get configs(): MediaTag[] {
    return [...this.#observed.values()].flatMap(({ config }) => config ?? []);
  }

  /**
   * Returns the tracks, or undefined if they are not known yet.
   *
   * @param declared tracks that the metadata mentions, if any
   * @param wanted tracks that are received
   */
  detect(declared: TrackSelection | undefined, wanted: TrackSelection): TrackSet | undefined {
    const there = [...this.#observed].filter(([kind, { ms }]) => wanted[kind] && ms > this.#head - TRACK_TIMEOUT_MS);
    const set: TrackSet = Object.fromEntries(there.map(([kind, { codec }]) => [kind, codec]));
    const expected = (kind: Kind) => wanted[kind] && (declared?.[kind] ?? true);
    const missing = (["audio", "video"] as const).some((kind) => expected(kind) && !this.#observed.has(kind));
    const held = this.#head - (this.#first ?? 0) >= HOLD_MS;
    return there.length === 0 || (missing && !held) ? undefined : set;
  }
}

export function sameTracks(a: TrackSet, b: TrackSet | undefined): boolean {
  return a.audio === b?.audio && a.video === b?.video;
}

/** Returns the tracks that an onMetaData mentions; undefined if it mentions none. */
export function declaredTracks(metadata: { readonly [key: string]: Value } | undefined): TrackSelection | undefined {
  const has = (...keys: string[]) => keys.some((key) => Boolean(metadata?.[key]));
  const audio = has("audiocodecid", "audiodatarate", "audiosamplerate", "hasAudio");
  const video = has("videocodecid", "videodatarate", "width", "hasVideo");
  return audio || video ? { audio, video } : undefined;
}
