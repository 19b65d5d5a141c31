import type { Subscription } from "../shared/events.ts";
import type { Value } from "../values/values.ts";
import type { MediaTag } from "../wire/tags.ts";
import type { Failover } from "./play-types.ts";
import type { TrackSelection } from "./track-detector.ts";

/** Stream as a player uses it. Implemented by {@link PlayedStream}. */
export interface PlayableStream {
  readonly name: string;
  readonly isClosed: boolean;
  readonly isLive: boolean;
  readonly isPaused: boolean;
  readonly metadata: { readonly [key: string]: Value } | undefined;
  readonly receiving: TrackSelection;
  pause(): Promise<void>;
  resume(): Promise<void>;
  seek(seconds: number): Promise<void>;
  on(type: "failover", listener: (failover: Failover) => void, options?: { signal?: AbortSignal }): Subscription;
  /** @internal */
  addSink(sink: MediaSink): Subscription;
}

/** @internal Receives the media of a stream. */
export interface MediaSink {
  tag(tag: MediaTag): void;
  /** Further media is from another position: the recording was sought. */
  discontinuity(): void;
  /** No further media will come. */
  complete(): void;
  /** The stream is closed. */
  close(): void;
  /** Returns the playback position in seconds of the stream; undefined before playback has started. */
  time(): number | undefined;
}
