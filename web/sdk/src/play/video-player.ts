import { MultiConnectionError } from "../shared/errors.ts";
import { EventEmitter } from "../shared/event-emitter.ts";
import type { Subscription } from "../shared/events.ts";
import type { MediaTag } from "../wire/tags.ts";
import { setTimestamp } from "../wire/tags.ts";
import { type Engine, openEngine } from "./engine.ts";
import { LastFramePoster } from "./last-frame-poster.ts";
import type { MpegtsModule } from "./load-mpegts.ts";
import { ObstacleDetector } from "./play-obstacle.ts";
import type { MediaSink, PlayableStream } from "./playable-stream.ts";
import type { PlayerEvents, PlayerState } from "./player-types.ts";
import { Playhead } from "./playhead.ts";
import { RecordingThrottle } from "./recording-throttle.ts";
import { Timeline } from "./timeline.ts";
import { declaredTracks, sameTracks, TrackDetector, type TrackSet } from "./track-detector.ts";

const TICK_MS = 100;

/**
 * Buffer from which frames of a paused live stream are dropped, in seconds: the tab is asleep, or the browser paused
 * it.
 */
const MAX_AHEAD_SECONDS = 10;

/** Most tags that are held until the tracks are known. */
const MAX_HELD = 512;

/** Most failures of engines in a row, each before playing for {@link GOOD_SECONDS}. */
const MAX_FAILURES = 3;
const GOOD_SECONDS = 2;

/** Plays a stream in a video element. Created by {@link PlayedStream.attach}. */
export class VideoPlayer<S extends PlayableStream> extends EventEmitter<PlayerEvents> implements Disposable {
  readonly #mpegts: MpegtsModule;
  readonly #latency: number;
  readonly #playhead: Playhead;
  readonly #ending = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #poster: LastFramePoster;
  readonly #detector = new TrackDetector();
  readonly #obstacles = new ObstacleDetector();
  readonly #throttle: RecordingThrottle;
  #engine: { engine: Engine; tracks: TrackSet } | undefined;
  #subscription: Subscription | undefined;
  #timeline = new Timeline();
  #held: MediaTag[] = [];
  /** Whether to wait for a tag at which decoding can start. */
  #needsKeyframe = true;
  /** Whether all media has arrived, and whether all of it was played. */
  #isComplete = false;
  #isOver = false;
  #wantsPlay = true;
  #mutedByBrowser = false;
  #failures = 0;
  #failedTracks: TrackSet | undefined;
  #state: PlayerState;

  /** @internal */
  constructor(
    readonly stream: S,
    readonly video: HTMLVideoElement,
    mpegts: MpegtsModule,
    latency: number,
  ) {
    super();
    this.#mpegts = mpegts;
    this.#latency = latency;
    this.#playhead = new Playhead(video);
    this.#throttle = new RecordingThrottle(stream);
    this.#poster = new LastFramePoster(video);
    this.#state = this.#currentState();
    const { signal } = this.#ending;
    video.addEventListener("pause", () => this.#onElementPaused(), { signal });
    video.addEventListener("play", () => this.#onElementPlay(), { signal });
    video.addEventListener("ended", () => this.#onElementEnded(), { signal });
    video.addEventListener("loadeddata", () => this.#poster.restore(), { signal });
    stream.on("failover", () => this.#resetFailures(), { signal });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    // Later, so that the caller of `attach` can add listeners first.
    setTimeout(() => this.#subscribe());
  }

  /** The latest state. */
  get state(): PlayerState {
    return this.#state;
  }

  /** Position in seconds of the stream; undefined before the first frame. */
  get time(): number | undefined {
    const ms = this.#engine && this.#timeline.streamTime(this.video.currentTime * 1000);
    return ms === undefined ? undefined : ms / 1000;
  }

  /** Plays: a live stream at its live edge, a recording that has ended from its beginning. */
  async play(): Promise<void> {
    this.#wantsPlay = true;
    this.#throttle.reset();
    await Promise.all([this.stream.resume(), this.#isOver ? this.stream.seek(0) : this.#startElement()]);
  }

  /** Pauses the element, and the stream on the server. */
  async pause(): Promise<void> {
    this.#wantsPlay = false;
    this.video.pause();
    await this.stream.pause();
  }

  /**
   * Seeks in a recording. Shows the last frame until the new one is decoded.
   *
   * @param seconds position from the beginning
   * @throws MultiConnectionError `bad-state` for a live stream
   */
  async seek(seconds: number): Promise<void> {
    await this.stream.seek(seconds);
  }

  /** Releases the video element, which is then empty. The stream stays open. */
  dispose(): void {
    if (!this.#ending.signal.aborted) {
      this.#ending.abort();
      clearInterval(this.#timer);
      this.#subscription?.off();
      this.#closeEngine();
      this.#poster.restore();
      this.#held = [];
      this.emit("close", undefined);
    }
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #sink(): MediaSink {
    return {
      tag: (tag) => this.#onTag(tag),
      discontinuity: () => this.#onDiscontinuity(),
      complete: () => this.#onComplete(),
      close: () => this.dispose(),
      time: () => this.time,
    };
  }

  #onTag(tag: MediaTag): void {
    this.#obstacles.add(tag, performance.now());
    if (!tag.config && this.#isUnwatched()) {
      return;
    }
    // A configuration has no position of its own; it belongs to the next frame.
    const ms = tag.config ? this.#timeline.head : this.#position(tag);
    this.#detector.add(tag, ms);
    const tracks = this.#detector.detect(declaredTracks(this.stream.metadata), this.stream.receiving);
    if (tracks === undefined) {
      this.#holdTag(tag);
    } else if (this.#isSettledFor(tracks) || !this.#openAt(tracks, tag)) {
      this.#feed(tag, ms);
    }
  }

  #onDiscontinuity(): void {
    this.#timeline.discontinuity();
    this.#held = [];
    this.#needsKeyframe = true;
    this.#playhead.followNextSection();
  }

  #onComplete(): void {
    const last = this.#held.pop();
    const tracks = this.#detector.detect({ audio: false, video: false }, this.stream.receiving);
    if (this.#engine === undefined && last !== undefined && tracks !== undefined) {
      // The whole recording was short enough to be still held.
      this.#openAt(tracks, last);
    }
    this.#isComplete = true;
    this.#engine?.engine.complete();
  }

  /** Holds a tag until the tracks are known. */
  #holdTag(tag: MediaTag): void {
    if (this.#held.push(tag) > MAX_HELD) {
      this.#held.shift();
    }
  }

  #subscribe(): void {
    if (this.stream.isClosed) {
      this.dispose();
    } else if (!this.#ending.signal.aborted) {
      this.#subscription = this.stream.addSink(this.#sink());
    }
  }

  #position(tag: MediaTag): number {
    const { ms, jumped } = this.#timeline.map(tag.timestamp);
    if (jumped && !this.stream.isLive) {
      this.#playhead.sectionStartsAt(ms / 1000);
    }
    return ms;
  }

  /** Whether a paused live stream has buffered enough. It then resumes at a keyframe. */
  #isUnwatched(): boolean {
    const unwatched = this.stream.isLive && this.video.paused && this.#playhead.ahead > MAX_AHEAD_SECONDS;
    if (unwatched && !this.#needsKeyframe) {
      this.#timeline.discontinuity();
      this.#needsKeyframe = true;
    }
    return unwatched;
  }

  #feed(tag: MediaTag, ms: number): void {
    const engine = this.#engine;
    if (engine?.tracks[tag.kind] !== tag.codec || (!tag.config && !this.#canDecode(engine.tracks, tag))) {
      return;
    }
    setTimestamp(tag.bytes, Math.round(ms));
    engine.engine.feed(tag.bytes);
  }

  #canDecode(tracks: TrackSet, tag: MediaTag): boolean {
    if (this.#needsKeyframe && startsAt(tracks, tag)) {
      this.#needsKeyframe = false;
    }
    return !this.#needsKeyframe;
  }

  /** Whether the engine plays these tracks, or has failed for them. */
  #isSettledFor(tracks: TrackSet): boolean {
    const plays = this.#engine !== undefined && !this.#isComplete && sameTracks(tracks, this.#engine.tracks);
    return plays || (this.#failedTracks !== undefined && sameTracks(tracks, this.#failedTracks));
  }

  /**
   * Opens an engine for the held tags and this one, from the first tag at which decoding can start. Returns whether
   * there is such a tag.
   */
  #openAt(tracks: TrackSet, tag: MediaTag): boolean {
    const tags = [...this.#held, tag];
    const first = tags.findIndex((each) => startsAt(tracks, each));
    this.#held = [];
    if (first >= 0) {
      this.#openEngine(tracks, tags.slice(first));
    }
    return first >= 0;
  }

  #openEngine(tracks: TrackSet, tags: MediaTag[]): void {
    this.#closeEngine();
    this.#timeline = new Timeline();
    this.#detector.rebase();
    this.#needsKeyframe = true;
    this.#isComplete = false;
    this.#isOver = false;
    this.#failedTracks = undefined;
    this.#playhead.reset();
    const options = {
      hasAudio: tracks.audio !== undefined,
      hasVideo: tracks.video !== undefined,
      latency: this.stream.isLive ? this.#latency : undefined,
    };
    const failed = (reason: string, unsupported: boolean) => this.#onEngineFailed(tracks, reason, unsupported);
    this.#engine = { engine: openEngine(this.#mpegts, this.video, options, failed), tracks };
    for (const config of this.#detector.configs) {
      this.#feed(config, 0);
    }
    for (const each of tags) {
      this.#feed(each, each.config ? this.#timeline.head : this.#position(each));
    }
    if (this.#wantsPlay) {
      void this.#startElement();
    }
  }

  /** Closes the engine. The last frame stays visible. */
  #closeEngine(): void {
    const open = this.#engine;
    this.#engine = undefined;
    if (open !== undefined) {
      this.#poster.capture();
      open.engine.destroy();
    }
  }

  #onEngineFailed(tracks: TrackSet, reason: string, unsupported: boolean): void {
    this.#failures = this.video.currentTime > GOOD_SECONDS ? 1 : this.#failures + 1;
    this.#closeEngine();
    if (unsupported || this.#failures >= MAX_FAILURES) {
      this.#failures = 0;
      this.#failedTracks = tracks;
      const codecs = Object.values(tracks).join(" and ");
      const code = unsupported ? "unsupported" : "decoder";
      this.emit("error", new MultiConnectionError(code, `${codecs} cannot be played: ${reason}`));
    }
  }

  /** Allows further attempts, as another server may have a stream that can be played. */
  #resetFailures(): void {
    this.#failures = 0;
    this.#failedTracks = undefined;
  }

  /** Starts the element, muted if the browser does not allow audio. */
  async #startElement(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      if ((error as Error).name !== "NotAllowedError" || this.video.muted) {
        // A new engine or a pause has interrupted the call.
        return;
      }
      this.video.muted = true;
      this.#mutedByBrowser = true;
      this.emit("muted", undefined);
      await this.video.play().catch(() => {});
    }
  }

  /** Pauses the stream when the user pauses the element. */
  #onElementPaused(): void {
    if (this.#engine !== undefined && this.video.paused && !this.video.ended && this.#wantsPlay) {
      void this.pause().catch(() => {});
    }
  }

  #onElementPlay(): void {
    if (!this.#wantsPlay || this.#isOver) {
      void this.play().catch(() => {});
    }
  }

  #onElementEnded(): void {
    this.#isOver = this.#isComplete;
  }

  #tick(): void {
    if (!this.video.muted) {
      this.#mutedByBrowser = false;
    }
    this.#playhead.update(this.stream.isLive ? this.#latency : undefined);
    if (!this.stream.isLive && this.#wantsPlay) {
      this.#throttle.update(this.#playhead.ahead);
    }
    const state = this.#currentState();
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) {
      this.#state = state;
      this.emit("state", state);
    }
  }

  #currentState(): PlayerState {
    const quality = this.video.getVideoPlaybackQuality?.();
    const { ahead } = this.#playhead;
    const phase = this.#phase();
    return {
      phase,
      obstacle: this.#obstacles.detect(performance.now(), phase === "waiting", this.stream.receiving),
      buffered: ahead,
      latency: this.stream.isLive && this.#engine !== undefined ? ahead : undefined,
      decodedFrames: quality?.totalVideoFrames ?? 0,
      droppedFrames: quality?.droppedVideoFrames ?? 0,
      mutedByBrowser: this.#mutedByBrowser,
    };
  }

  #phase(): PlayerState["phase"] {
    if (this.#failedTracks !== undefined && this.#engine === undefined) {
      return "failed";
    }
    if (this.#isOver) {
      return "ended";
    }
    if (!this.#wantsPlay) {
      return "paused";
    }
    return this.#engine !== undefined && !this.video.paused && this.video.readyState > 2 ? "playing" : "waiting";
  }
}

/** Whether decoding of these tracks can start at this tag. */
function startsAt(tracks: TrackSet, { kind, config, keyframe, codec }: MediaTag): boolean {
  const leading = tracks.video === undefined ? "audio" : "video";
  return !config && keyframe && kind === leading && codec === tracks[kind];
}
