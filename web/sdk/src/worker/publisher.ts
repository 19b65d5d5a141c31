import { Flow } from "../adapt/flow-control.ts";
import { type Rules, rulesOf, type Target } from "../adapt/target.ts";
import { Interleaver } from "../media/interleaver.ts";
import type { Formats } from "../media/metadata.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { AUDIO, type MediaFrame, stamp, VIDEO } from "../wire/frames.ts";
import type { Ack } from "../wire/protocol.ts";
import { AudioFeed } from "./audio-track-encoder.ts";
import type { Clock } from "./clock.ts";
import { MediaGap } from "./media-gap.ts";
import type { Feeds, LocalStats } from "./messages.ts";
import { VideoFeed } from "./video-track-encoder.ts";

/** How long a track and an encoder may take to begin, in milliseconds. */
const PREPARE_MS = 5000;

/** The stream's time at which encoding starts, in milliseconds: room for what was heard just before. */
const LEAD_MS = 60;

const TICK_MS = 100;
const STATS_MS = 500;

/** Where a publisher's frames and news go. */
export interface PublisherEvents {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  stats(stats: LocalStats): void;
  dropping(dropping: boolean): void;
  /** The picture is encoded with something else from now on. */
  target(target: Target): void;
  ended(track: "video" | "audio"): void;
  failed(error: MultiConnectionError): void;
}

/** Encodes the tracks of one stream and sends them, in order and in step with the gateway. */
export class Publisher {
  readonly #video: VideoFeed | undefined;
  readonly #audio: AudioFeed | undefined;
  readonly #interleaver: Interleaver;
  readonly #lastSent = new Map<number, number>([
    [AUDIO, -1],
    [VIDEO, -1],
  ]);
  #flow: Flow;
  #frames = { video: 0, audio: 0 };
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextStatsMs = 0;
  /** The last codec configuration of each track, for a session that begins in the midst of the stream. */
  readonly #configs = new Map<number, MediaFrame>();
  readonly #gap: MediaGap;

  constructor(
    readonly stream: number,
    feeds: Feeds,
    /** Bytes that a frame may have. */
    readonly maxFrameBytes: number,
    readonly events: PublisherEvents,
    readonly clock: Clock,
  ) {
    this.#gap = new MediaGap(clock);
    const { video, audio } = feeds;
    this.#flow = new Flow(0, undefined, events);
    const tracks = { audio: audio !== undefined, video: video !== undefined };
    this.#interleaver = new Interleaver(tracks, (frame) => this.#send(frame));
    const common = (track: "video" | "audio") => ({
      frame: (frame: MediaFrame) => this.#interleaver.push(frame),
      ended: () => events.ended(track),
      failed: (error: MultiConnectionError) => events.failed(error),
    });
    if (video !== undefined) {
      const videoEvents = { ...common("video"), flow: () => this.#flow };
      this.#video = new VideoFeed(video.readable, video.options, videoEvents, clock);
    }
    if (audio !== undefined) {
      this.#audio = new AudioFeed(audio.readable, audio.options, common("audio"), clock);
    }
  }

  /** Waits until every track delivers and every encoder is there. Rejects with a MultiConnectionError. */
  async prepare(): Promise<Formats> {
    const [video, audio] = await Promise.all([this.#video?.prepare(PREPARE_MS), this.#audio?.prepare(PREPARE_MS)]);
    const rules = video && this.#rules(video.bitrate, audio?.bitrate ?? 0);
    this.#flow = new Flow((video?.bitrate ?? 0) + (audio?.bitrate ?? 0), rules, {
      dropping: (dropping) => this.events.dropping(dropping),
      target: (target) => this.#aim(target),
    });
    return { ...(video && { video }), ...(audio && { audio }) };
  }

  /** Sends from now on. */
  start(): void {
    const epochMs = this.clock() - LEAD_MS;
    this.#audio?.start(epochMs);
    this.#video?.start(epochMs);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    if (this.#flow.target !== undefined) {
      this.events.target(this.#flow.target);
    }
  }

  /** Goes on with other tracks; those that are not named stay. */
  attach({ video, audio }: Feeds): void {
    if (video !== undefined) {
      this.#video?.attach(video.readable);
    }
    if (audio !== undefined) {
      this.#audio?.attach(audio.readable);
    }
  }

  /** What has arrived of this stream, and how the servers keep up with it. */
  acknowledge({ bytes, servers }: Pick<Ack, "bytes" | "servers">): void {
    this.#flow.acknowledge(this.clock(), bytes, servers);
  }

  /** The picture may have so many bit/s from now on. */
  wish(bitrate: number): void {
    if (this.#flow.target === undefined) {
      this.#video?.encodeWith({ bitrate });
    }
    this.#flow.wish(bitrate);
  }

  requestKeyframe(): void {
    this.#video?.requestKeyframe();
  }

  /**
   * Nothing can be sent for now: pictures are not encoded. Sound is, as an encoder of sound has no keyframes to begin
   * anew with; it is small.
   */
  suspend(): void {
    this.#flow.suspend();
    this.#gap.begin();
  }

  /**
   * Goes on from a keyframe.
   *
   * @param fresh in a session that has not seen the stream, with the codec configurations first
   */
  proceed(fresh: boolean): void {
    this.#flow.proceed(fresh, this.#video !== undefined);
    if (fresh) {
      for (const config of this.#configs.values()) {
        this.#send(config);
      }
    }
  }

  /** Waits until media flows again; milliseconds that it did not, undefined if there was none before. */
  flowing(): Promise<number | undefined> {
    return this.#gap.ended;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#interleaver.flush();
    this.#video?.stop();
    this.#audio?.stop();
  }

  get stats(): LocalStats {
    return {
      timestamp: Math.max(0, ...this.#lastSent.values()),
      sentBytes: this.#flow.sentBytes,
      inFlightBytes: this.#flow.inFlightBytes,
      videoFrames: this.#frames.video,
      audioFrames: this.#frames.audio,
      dropped: this.#flow.dropped,
      skipped: this.#video?.skipped ?? 0,
      dropping: this.#flow.dropping,
    };
  }

  #rules(ceiling: number, audioBitrate: number): Rules | undefined {
    const options = this.#video?.options;
    return options?.adaptive && rulesOf(ceiling, audioBitrate, options, options.adaptive);
  }

  #aim(target: Target): void {
    this.#video?.encodeWith(target);
    this.events.target(target);
  }

  #tick(): void {
    this.#video?.tick();
    this.#audio?.tick();
    const now = this.clock();
    this.#flow.tick(now);
    if (now >= this.#nextStatsMs) {
      this.#nextStatsMs = now + STATS_MS;
      this.events.stats(this.stats);
    }
  }

  #send(frame: MediaFrame): void {
    const size = frame.bytes.byteLength;
    if (size > this.maxFrameBytes) {
      const text = `frame of ${size} bytes, the gateway takes ${this.maxFrameBytes}; publish at a lower bitrate`;
      this.events.failed(new MultiConnectionError("encoder", text));
      return;
    }
    if (frame.config) {
      this.#configs.set(frame.type, frame);
    }
    if (!this.#flow.admit(this.clock(), frame)) {
      return;
    }
    const last = this.#lastSent.get(frame.type) ?? -1;
    // A configuration may share its timestamp with the frame after it; frames of one track never share one.
    const timestamp = Math.max(Math.round(frame.timestamp), frame.config ? Math.max(0, last) : last + 1);
    if (!frame.config) {
      this.#lastSent.set(frame.type, timestamp);
      this.#frames[frame.type === VIDEO ? "video" : "audio"]++;
    }
    this.events.send(stamp(frame, this.stream, timestamp));
    if (!frame.config) {
      this.#gap.sent(frame.type === VIDEO);
    }
  }
}
