import { areFramesMissing } from "../adapt/machine-load.ts";
import type { Target } from "../adapt/target.ts";
import type { Formats } from "../media/metadata.ts";
import type { NetStatus } from "../session/net-status.ts";
import { type Session, transferables } from "../session/session.ts";
import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { EventEmitter } from "../shared/event-emitter.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { Ack, Hello, ServerQueue } from "../wire/protocol.ts";
import type { FromWorker, LocalStats } from "../worker/messages.ts";
import { checkedVideoBitrate, type MediaOptions, openTracks } from "./media-options.ts";
import { PageLoad } from "./page-load.ts";

/** Statistics of a published stream, up to the gateway and on each server. */
export interface StreamStats extends LocalStats {
  /** Bytes that have reached the gateway. */
  readonly ackedBytes: number;
  /** Send queue of each server. */
  readonly servers: readonly ServerQueue[];
  /** Encoding target of the video; absent without video, or if the stream does not adapt. */
  readonly target?: Target;
}

/** Events of a {@link PublishedStream}. */
export interface StreamEvents {
  /** NetStatus of this stream, from one server or merged. */
  status: NetStatus;
  /** New statistics, every 500 ms and with each acknowledgement. */
  stats: StreamStats;
  /** Dropping video frames has started or ended, because the uplink to the gateway is too slow. */
  dropping: boolean;
  /**
   * The browser has throttled the hidden page so much that it delivers no frames: the stream continues with the last
   * one. Or it no longer does. Only in browsers without MediaStreamTrackProcessor.
   */
  throttled: boolean;
  /** The encoding target of the video has changed, or is known for the first time. */
  target: Target;
  /** A track has ended by itself, as when a device is unplugged. The stream continues with the last frame, or silence. */
  ended: "video" | "audio";
  /** An encoder failed, or the gateway refused a message. After a failure of an encoder the stream is closed. */
  error: MultiConnectionError;
  /** The stream has ended. */
  close: undefined;
}

const EMPTY_STATS: StreamStats = {
  timestamp: 0,
  sentBytes: 0,
  inFlightBytes: 0,
  videoFrames: 0,
  audioFrames: 0,
  dropped: 0,
  skipped: 0,
  dropping: false,
  frameRate: 0,
  encodeMs: 0,
  skippedByEncoder: 0,
  overloaded: false,
  ackedBytes: 0,
  servers: [],
};

/** Stream that is published to every server. Created by {@link MultiConnection.publish}. */
export class PublishedStream extends EventEmitter<StreamEvents> implements AsyncDisposable {
  readonly #session: Session;
  readonly #hello: Hello;
  readonly #page: PageLoad | undefined;
  #stats = EMPTY_STATS;
  #closing: Promise<void> | undefined;
  #closed = false;

  /** @internal */
  constructor(
    session: Session,
    hello: Hello,
    /** Number of the stream in its session. */
    readonly number: number,
    /** Name under which the stream was published. */
    readonly name: string,
    /** Formats of the encoders. */
    readonly formats: Formats,
  ) {
    super();
    this.#session = session;
    this.#hello = hello;
    this.#page = formats.video && new PageLoad();
  }

  /** Seconds of media sent, as `NetStream.time` in Flash. Updated every 500 ms. */
  get time(): number {
    return this.#stats.timestamp / 1000;
  }

  /** The latest statistics. */
  get stats(): StreamStats {
    return this.#stats;
  }

  /** Whether the stream has ended. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Sends a data message on the stream of every server, as `NetStream.send` in Flash. Never blocks.
   *
   * @returns whether the message was sent; false if the stream is closed, the message is too large, or too many
   *     requests are pending
   * @throws TypeError, RangeError if an argument has no AMF value, or is nested too deeply
   */
  send(handler: string, ...args: Value[]): boolean {
    const request = { type: "send" as const, stream: this.number, handler, args: toWire(args) };
    if (this.#closed) {
      return false;
    }
    try {
      this.#session.send(request, this.#hello).catch((error) => this.emit("error", error));
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Replaces the camera or microphone. Ignored after the stream has ended. A stream that was published without video cannot get video, and likewise audio.
   *
   * @throws TypeError for a kind of track that the stream was not published with
   */
  attach(options: Pick<MediaOptions, "video" | "audio">): void {
    const { video, audio } = this.formats;
    if ((options.video && !video) || (options.audio && !audio)) {
      throw new TypeError("the stream was published without this kind of track");
    }
    if (this.#closed) {
      return;
    }
    const inputs = openTracks(options, this.#session.captures);
    this.#session.post({ kind: "attach", stream: this.number, inputs }, transferables(inputs));
  }

  /**
   * Sets the highest video bitrate, which {@link MediaOptions.videoBitrate} set before. Takes effect immediately.
   *
   * @param bitrate bit/s, 50 000 to 50 000 000
   * @throws RangeError if the bitrate is out of range
   */
  setVideoBitrate(bitrate: number): void {
    this.#session.post({ kind: "setVideoBitrate", stream: this.number, bitrate: checkedVideoBitrate(bitrate) });
  }

  /**
   * Ends the stream on every server. Further calls return the same promise.
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

  /** @internal */
  onStatus(status: NetStatus): void {
    this.emit("status", status);
  }

  /** @internal */
  onAck({ bytes, servers }: Ack): void {
    this.#update({ ackedBytes: bytes, servers });
  }

  /** @internal */
  onWorkerMessage(message: FromWorker): void {
    switch (message.kind) {
      case "stats":
      case "stopped":
        this.#update({ ...message.stats, overloaded: this.#isOverloaded(message.stats) });
        break;
      case "dropping":
        this.emit("dropping", message.dropping);
        break;
      case "throttled":
        this.emit("throttled", message.throttled);
        break;
      case "target":
        this.#update({ target: message.target });
        this.emit("target", message.target);
        break;
      case "ended":
        this.emit("ended", message.track);
        break;
      case "failed":
        this.emit("error", new MultiConnectionError(message.code, message.message));
        void this.close();
        break;
      default:
        break;
    }
  }

  /** @internal Marks the stream as closed after the session has ended. */
  markClosed(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#page?.stop();
      this.emit("close", undefined);
    }
  }

  async #close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#session.post({ kind: "stop", stream: this.number });
    try {
      await this.#session.request({ type: "closeStream", stream: this.number });
    } catch (error) {
      // The stream is closed already, with its session or by a disconnect.
      if (!(error instanceof MultiConnectionError)) {
        throw error;
      }
    } finally {
      this.markClosed();
    }
  }

  #isOverloaded({ overloaded, frameRate }: LocalStats): boolean {
    const wanted = this.#stats.target?.frameRate ?? this.formats.video?.frameRate ?? 0;
    return this.#page?.isOverloaded(areFramesMissing(frameRate, wanted)) || overloaded;
  }

  #update(change: Partial<StreamStats>): void {
    this.#stats = { ...this.#stats, ...change };
    this.emit("stats", this.#stats);
  }
}
