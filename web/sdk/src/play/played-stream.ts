import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { Session } from "../session/session.ts";
import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { EventEmitter } from "../shared/event-emitter.ts";
import type { Subscription } from "../shared/events.ts";
import { EcmaArray, type Value } from "../values/values.ts";
import type { MediaTag } from "../wire/tags.ts";
import type { FromWorker } from "../worker/messages.ts";
import { GopCache } from "./gop-cache.ts";
import { EMPTY_STATS, type Failover, type PlayEvents, type PlayStats } from "./play-types.ts";
import type { MediaSink, PlayableStream } from "./playable-stream.ts";
import type { AttachOptions } from "./player-types.ts";
import type { TrackSelection } from "./track-detector.ts";
import type { VideoPlayer } from "./video-player.ts";

const STATS_MS = 500;

/** Consumed bytes after which the page reports them to the worker. */
const CONSUMED_REPORT_BYTES = 256 * 1024;

/** Player of a {@link PlayedStream} in a video element. Created by {@link PlayedStream.attach}. */
export type Player = VideoPlayer<PlayedStream>;

/** Stream that is played from one server, with failover to others. Created by {@link MultiConnection.play}. */
export class PlayedStream extends EventEmitter<PlayEvents> implements PlayableStream, AsyncDisposable {
  readonly #session: Session;
  readonly #sinks = new Set<MediaSink>();
  readonly #gop = new GopCache();
  readonly #start: number;
  readonly #onClosed: () => void;
  #metadata: { [key: string]: Value } | undefined;
  #stats = EMPTY_STATS;
  #nextStatsMs = 0;
  #unreportedBytes = 0;
  #paused = false;
  #isComplete = false;
  /** Whether the gateway has ended the play, and would refuse requests about it. */
  #isOver = false;
  #receiving: TrackSelection = { audio: true, video: true };
  #bufferTime: number;
  /** Numbers of requested and of completed seeks. */
  #requestedSeeks = 0;
  #completedSeeks = 0;
  #closing: Promise<void> | undefined;
  #closed = false;

  /** @internal */
  constructor(
    session: Session,
    /** Number of the stream in its session. */
    readonly number: number,
    /** Name under which the stream is played. */
    readonly name: string,
    { start = -1, buffer = 0 }: { start?: number; buffer?: number },
    onClosed: () => void,
  ) {
    super();
    this.#session = session;
    this.#start = start;
    this.#gop.keepAll = this.#start !== -1;
    this.#bufferTime = buffer;
    this.#onClosed = onClosed;
  }

  /** Number of the server that plays the stream; -1 before the first one does. */
  get server(): number {
    return this.#stats.server;
  }

  /** Position in seconds, as `NetStream.time` in Flash: that of the first player, or of the last received frame. */
  get time(): number {
    const [sink] = this.#sinks;
    return sink?.time() ?? this.#stats.timestamp / 1000;
  }

  /** The last onMetaData. */
  get metadata(): { readonly [key: string]: Value } | undefined {
    return this.#metadata;
  }

  /** Whether the stream is live, as far as is known. Only recordings can be sought. */
  get isLive(): boolean {
    return this.#start === -1 || (this.#start === -2 && this.duration === undefined);
  }

  /** Duration of a recording in seconds, if its metadata contains it. */
  get duration(): number | undefined {
    const duration = this.#metadata?.duration;
    return this.#start !== -1 && typeof duration === "number" && duration > 0 ? duration : undefined;
  }

  /** Whether the stream is paused. */
  get isPaused(): boolean {
    return this.#paused;
  }

  /** The tracks that are received. */
  get receiving(): TrackSelection {
    return this.#receiving;
  }

  /** Buffer time in seconds, as set; 0 if the server decides. */
  get bufferTime(): number {
    return this.#bufferTime;
  }

  /** The latest statistics. */
  get stats(): PlayStats {
    return this.#stats;
  }

  /** Whether the stream has ended. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Pauses the media. A live stream resumes at its live edge, a recording at its position. */
  async pause(): Promise<void> {
    await this.#setPaused(true);
  }

  async resume(): Promise<void> {
    await this.#setPaused(false);
  }

  /**
   * Seeks in a recording.
   *
   * @param seconds position from the beginning
   * @throws MultiConnectionError `bad-state` for a live stream
   */
  async seek(seconds: number): Promise<void> {
    const seek = ++this.#requestedSeeks;
    try {
      await this.#session.request({ type: "seek", stream: this.number, position: Math.max(0, seconds) });
    } finally {
      // Fallback for servers that do not report the seek.
      this.#onSeekDone(seek);
    }
  }

  /** Turns audio on or off. */
  async receiveAudio(on: boolean): Promise<void> {
    await this.#selectTracks({ audio: on });
  }

  /** Turns video on or off. It resumes at a keyframe. */
  async receiveVideo(on: boolean): Promise<void> {
    await this.#selectTracks({ video: on });
  }

  /** Sets the buffer time, 0 to 60 seconds. */
  async setBufferTime(seconds: number): Promise<void> {
    await this.#requestOrUndo({ type: "bufferTime", stream: this.number, buffer: seconds }, () => {});
    this.#bufferTime = seconds;
  }

  /**
   * Plays the stream in a video element, which the player owns until it is disposed of. Loads the player on the first
   * call.
   *
   * @throws MultiConnectionError `unsupported` if the browser has no Media Source Extensions, or `closed`
   * @throws RangeError if the latency is out of range
   */
  async attach(video: HTMLVideoElement, options: AttachOptions = {}): Promise<Player> {
    const { openPlayer } = await abortable(import("./open-player.ts"), options.signal);
    const player = await openPlayer(this, video, options);
    player.on("error", (error) => this.emit("error", error));
    return player;
  }

  /**
   * Ends the stream and its players. Further calls return the same promise.
   *
   * @param options `signal`: stops waiting for the gateway's response; does not cancel closing
   */
  close(options: { signal?: AbortSignal } = {}): Promise<void> {
    this.#closing ??= this.#close();
    return abortable(this.#closing, options.signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Adds a sink, which receives the cached media first. */
  addSink(sink: MediaSink): Subscription {
    const off = () => this.#sinks.delete(sink);
    if (this.#closed) {
      throw new MultiConnectionError("closed", `stream ${this.name} is closed`);
    }
    this.#sinks.add(sink);
    for (const tag of this.#gop.tags) {
      sink.tag(tag);
    }
    // Further sinks start at the last keyframe, as in a live stream.
    this.#gop.keepAll = false;
    if (this.#isComplete) {
      sink.complete();
    }
    return { off, [Symbol.dispose]: off };
  }

  /** @internal */
  onWorkerMessage(message: FromWorker): void {
    if (message.kind === "tag") {
      this.#onTag(message.tag, message.dropped);
    }
  }

  /** @internal Processes a status of one server, or a merged one. */
  onStatus(status: NetStatus): void {
    const { server, code, description, more } = status;
    if (server === undefined && code === "NetStream.Play.Start") {
      this.#updateStats({ server: number(more.server) ?? this.server });
    } else if (code === "NetStream.Play.InsufficientBW") {
      this.#updateStats({ droppedByGateway: number(more.dropped) ?? this.#stats.droppedByGateway });
    }
    this.emit("status", status);
    if (server === undefined && code === "NetStream.Play.Failover") {
      this.#onFailover({
        from: number(more.from) ?? this.server,
        to: number(more.to) ?? -1,
        gap: number(more.gap) ?? 0,
      });
    } else if (server === undefined && code === "NetStream.Play.Failed") {
      this.emit("error", new MultiConnectionError("play-failed", description));
    } else if (code === "NetStream.Seek.Notify") {
      this.#onSeekDone(Math.min(this.#completedSeeks + 1, this.#requestedSeeks));
    } else if (code === "NetStream.Play.Stop" && (server === undefined || !this.isLive)) {
      this.#isOver ||= server === undefined;
      this.#onComplete();
    }
  }

  /** @internal */
  onData(message: DataMessage): void {
    const [first] = message.args;
    const properties = first instanceof EcmaArray ? first.properties : first;
    if (message.handler === "onMetaData" && typeof properties === "object" && properties !== null) {
      this.#metadata = properties as { [key: string]: Value };
    }
    this.emit("data", message);
    if (message.handler === "onPlayStatus" && (properties as { code?: Value })?.code === "NetStream.Play.Complete") {
      this.#onComplete();
    }
  }

  /** @internal Records the server that has started to play. */
  onStarted(server: number): void {
    this.#updateStats({ server });
  }

  /** @internal Marks the stream as closed after the session has ended. */
  markClosed(): void {
    if (!this.#closed) {
      this.#closed = true;
      for (const sink of [...this.#sinks]) {
        sink.close();
      }
      this.#sinks.clear();
      this.#gop.clear();
      this.#onClosed();
      this.emit("close", undefined);
    }
  }

  #onTag(tag: MediaTag, dropped: number): void {
    const { kind, config, codec, timestamp, bytes } = tag;
    this.#reportConsumed(bytes.byteLength);
    const stats = this.#stats;
    this.#stats = {
      ...stats,
      timestamp,
      dropped,
      bytes: stats.bytes + bytes.byteLength,
      [`${kind}Codec`]: codec,
      [`${kind}Frames`]: stats[`${kind}Frames`] + (config ? 0 : 1),
    };
    // Until a seek is completed, tags are from the old position.
    if (this.#completedSeeks >= this.#requestedSeeks || config) {
      this.#gop.push(tag);
      for (const sink of this.#sinks) {
        sink.tag(tag);
      }
    }
    const now = performance.now();
    if (now >= this.#nextStatsMs) {
      this.#nextStatsMs = now + STATS_MS;
      this.emit("stats", this.#stats);
    }
  }

  #reportConsumed(bytes: number): void {
    this.#unreportedBytes += bytes;
    if (this.#unreportedBytes >= CONSUMED_REPORT_BYTES) {
      this.#session.post({ kind: "consumed", stream: this.number, bytes: this.#unreportedBytes });
      this.#unreportedBytes = 0;
    }
  }

  async #setPaused(paused: boolean): Promise<void> {
    const before = this.#paused;
    if (paused !== before) {
      this.#paused = paused;
      this.emit("change", undefined);
      await this.#requestOrUndo({ type: "pause", stream: this.number, paused }, () => {
        this.#paused = before;
      });
    }
  }

  async #selectTracks(change: Partial<TrackSelection>): Promise<void> {
    const before = this.#receiving;
    this.#receiving = { ...before, ...change };
    this.#gop.clear();
    this.emit("change", undefined);
    await this.#requestOrUndo({ type: "receive", stream: this.number, ...change }, () => {
      this.#receiving = before;
    });
  }

  async #requestOrUndo(request: Parameters<Session["request"]>[0], undo: () => void): Promise<void> {
    if (this.#isOver) {
      return;
    }
    try {
      await this.#session.request(request);
    } catch (error) {
      undo();
      this.emit("change", undefined);
      throw error;
    }
  }

  #onFailover(failover: Failover): void {
    this.#updateStats({ server: failover.to, failovers: this.#stats.failovers + 1, lastGap: failover.gap });
    this.emit("failover", failover);
  }

  /** Discards media from before a seek. Further tags are from the new position. */
  #onSeekDone(seek: number): void {
    if (seek > this.#completedSeeks) {
      this.#completedSeeks = seek;
      this.#isComplete = false;
      this.#gop.clear();
      for (const sink of this.#sinks) {
        sink.discontinuity();
      }
    }
  }

  #onComplete(): void {
    if (this.#isComplete) {
      return;
    }
    this.#isComplete = true;
    for (const sink of this.#sinks) {
      sink.complete();
    }
    this.emit("complete", undefined);
  }

  #updateStats(change: Partial<PlayStats>): void {
    this.#stats = { ...this.#stats, ...change };
  }

  async #close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#session.post({ kind: "stop", stream: this.number });
    this.markClosed();
    try {
      await this.#session.request({ type: "closeStream", stream: this.number });
    } catch (error) {
      // The stream is closed already, with its session or by a disconnect.
      if (!(error instanceof MultiConnectionError)) {
        throw error;
      }
    }
  }
}

function number(value: Value): number | undefined {
  return typeof value === "number" ? value : undefined;
}
