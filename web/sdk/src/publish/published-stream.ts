import type { Target } from "../adapt/target.ts";
import type { Formats } from "../media/metadata.ts";
import type { NetStatus } from "../session/net-status.ts";
import { type Session, transferables } from "../session/session.ts";
import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { Events, type Subscription } from "../shared/events.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { Ack, Hello, ServerQueue } from "../wire/protocol.ts";
import type { FromWorker, LocalStats } from "../worker/messages.ts";
import { checkedVideoBitrate, type MediaOptions, openTracks } from "./media-options.ts";

/** How a stream fares, here and on its way to each server. */
export interface StreamStats extends LocalStats {
  /** Bytes that have reached the gateway. */
  readonly ackedBytes: number;
  /** How each server keeps up. */
  readonly servers: readonly ServerQueue[];
  /** What the picture is encoded with, and why; not there without a picture, or if it does not adapt. */
  readonly target?: Target;
}

/** What a stream tells. */
export interface StreamEvents {
  /** A NetStatus of this stream, from one server or merged. */
  status: NetStatus;
  /** Twice a second, and with each acknowledgement. */
  stats: StreamStats;
  /** Pictures are being dropped as the way to the gateway is too slow, or no longer are. */
  dropping: boolean;
  /** What the picture is encoded with from now on: at the beginning, and whenever less can be sent, or more again. */
  target: Target;
  /** A track has ended by itself: a device was unplugged. Its last picture, or silence, goes on. */
  ended: "video" | "audio";
  /** An encoder failed, or the gateway refused a message. After an encoder's failure the stream is closed. */
  error: MultiConnectionError;
  /** The stream has ended. */
  close: undefined;
}

const NOTHING: StreamStats = {
  timestamp: 0,
  sentBytes: 0,
  inFlightBytes: 0,
  videoFrames: 0,
  audioFrames: 0,
  dropped: 0,
  skipped: 0,
  dropping: false,
  ackedBytes: 0,
  servers: [],
};

/** A stream that is published to every server. Made by {@link MultiConnection.publish}. */
export class PublishedStream implements AsyncDisposable {
  readonly #events = new Events<StreamEvents>();
  readonly #session: Session;
  readonly #hello: Hello;
  #stats = NOTHING;
  #closing: Promise<void> | undefined;
  #closed = false;

  /** @internal */
  constructor(
    session: Session,
    hello: Hello,
    /** The number of the stream in its session. */
    readonly number: number,
    /** The name it was published under. */
    readonly name: string,
    /** What the encoders make. */
    readonly formats: Formats,
  ) {
    this.#session = session;
    this.#hello = hello;
  }

  /** Seconds of media sent, as `NetStream.time` in Flash; up to half a second old. */
  get time(): number {
    return this.#stats.timestamp / 1000;
  }

  /** The latest numbers. */
  get stats(): StreamStats {
    return this.#stats;
  }

  /** Whether the stream has ended. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Listens; see {@link StreamEvents}. */
  on<K extends keyof StreamEvents>(
    type: K,
    listener: (event: StreamEvents[K]) => void,
    options?: { signal?: AbortSignal },
  ): Subscription {
    return this.#events.on(type, listener, options);
  }

  /**
   * Sends a data message on every server's stream, as `NetStream.send` in Flash. Never waits.
   *
   * @returns whether it was sent; if not, the stream is closed, or it is too large, or too much waits already
   * @throws TypeError, RangeError for arguments that are no values
   */
  send(handler: string, ...args: Value[]): boolean {
    const request = { type: "send" as const, stream: this.number, handler, args: toWire(args) };
    if (this.#closed) {
      return false;
    }
    try {
      this.#session.send(request, this.#hello).catch((error) => this.#events.emit("error", error));
      return true;
    } catch {
      return false;
    }
  }

  /** Goes on with another camera or microphone. Only kinds of track that the stream began with can be replaced. */
  attach(options: Pick<MediaOptions, "video" | "audio">): void {
    const { video, audio } = this.formats;
    if ((options.video && !video) || (options.audio && !audio)) {
      throw new TypeError("track of a kind that the stream was not published with");
    }
    const inputs = openTracks(options);
    this.#session.post({ kind: "attach", stream: this.number, inputs }, transferables(inputs));
  }

  /**
   * Encodes the picture with another bitrate: at once, or as much of it as can be sent.
   *
   * @param bitrate bit/s, 50 000 to 50 000 000; from now on what {@link MediaOptions.videoBitrate} was
   * @throws RangeError if it is out of its range
   */
  setVideoBitrate(bitrate: number): void {
    this.#session.post({ kind: "setVideoBitrate", stream: this.number, bitrate: checkedVideoBitrate(bitrate) });
  }

  /**
   * Ends the stream on every server. Asking again waits for the same end.
   *
   * @param options `signal`: stops waiting for the gateway's answer; the stream ends all the same
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
    this.#events.emit("status", status);
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
        this.#update(message.stats);
        break;
      case "dropping":
        this.#events.emit("dropping", message.dropping);
        break;
      case "target":
        this.#update({ target: message.target });
        this.#events.emit("target", message.target);
        break;
      case "ended":
        this.#events.emit("ended", message.track);
        break;
      case "failed":
        this.#events.emit("error", new MultiConnectionError(message.code, message.message));
        void this.close();
        break;
      default:
        break;
    }
  }

  /** @internal The session is gone, and the stream with it. */
  markClosed(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#events.emit("close", undefined);
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
      // Gone already, with its session or by a disconnect: what was asked for.
      if (!(error instanceof MultiConnectionError)) {
        throw error;
      }
    } finally {
      this.markClosed();
    }
  }

  #update(change: Partial<StreamStats>): void {
    this.#stats = { ...this.#stats, ...change };
    this.#events.emit("stats", this.#stats);
  }
}
