import { MultiConnectionError } from "../errors.ts";
import { Interleaver } from "../media/interleaver.ts";
import type { Formats } from "../media/metadata.ts";
import { Pacer } from "../media/pacer.ts";
import { AUDIO, type MediaFrame, stamp, VIDEO } from "../wire/frames.ts";
import { AudioFeed } from "./audio-feed.ts";
import type { Clock } from "./clock.ts";
import { MediaGap } from "./media-gap.ts";
import type { Feeds, LocalStats } from "./messages.ts";
import { VideoFeed } from "./video-feed.ts";

/** How long a track and an encoder may take to begin, in milliseconds. */
const PREPARE_MS = 5000;

/** The stream's time at which encoding starts, in milliseconds: room for what was heard just before. */
const LEAD_MS = 60;

const TICK_MS = 100;
const STATS_MS = 500;

/** How much media may be under way, in seconds at the stream's bitrate, and at least that many bytes. */
const IN_FLIGHT_SECONDS = 1.5;
const IN_FLIGHT_BYTES = 256 * 1024;

/** Where a publisher's frames and news go. */
export interface PublisherEvents {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  stats(stats: LocalStats): void;
  dropping(dropping: boolean): void;
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
  #pacer = new Pacer(IN_FLIGHT_BYTES);
  #frames = { video: 0, audio: 0 };
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextStatsMs = 0;
  /** The last codec configuration of each track, for a session that begins in the midst of the stream. */
  readonly #configs = new Map<number, MediaFrame>();
  readonly #gap: MediaGap;
  #isSuspended = false;
  #needsKeyframe = false;

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
    const tracks = { audio: audio !== undefined, video: video !== undefined };
    this.#interleaver = new Interleaver(tracks, (frame) => this.#send(frame));
    const common = (track: "video" | "audio") => ({
      frame: (frame: MediaFrame) => this.#interleaver.push(frame),
      ended: () => events.ended(track),
      failed: (error: MultiConnectionError) => events.failed(error),
    });
    if (video !== undefined) {
      const videoEvents = { ...common("video"), want: () => this.#want() };
      this.#video = new VideoFeed(video.readable, video.options, videoEvents, clock);
    }
    if (audio !== undefined) {
      this.#audio = new AudioFeed(audio.readable, audio.options, common("audio"), clock);
    }
  }

  /** Waits until every track delivers and every encoder is there. Rejects with a MultiConnectionError. */
  async prepare(): Promise<Formats> {
    const [video, audio] = await Promise.all([this.#video?.prepare(PREPARE_MS), this.#audio?.prepare(PREPARE_MS)]);
    const bitrate = (video?.bitrate ?? 0) + (audio?.bitrate ?? 0);
    const limit = Math.max(IN_FLIGHT_BYTES, (bitrate / 8) * IN_FLIGHT_SECONDS);
    this.#pacer = new Pacer(limit, (dropping) => this.events.dropping(dropping));
    return { ...(video && { video }), ...(audio && { audio }) };
  }

  /** Sends from now on. */
  start(): void {
    const epochMs = this.clock() - LEAD_MS;
    this.#audio?.start(epochMs);
    this.#video?.start(epochMs);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
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

  /** So many bytes of this stream have arrived. */
  acknowledge(bytes: number): void {
    this.#pacer.acknowledge(bytes);
  }

  requestKeyframe(): void {
    this.#video?.requestKeyframe();
  }

  /**
   * Nothing can be sent for now: pictures are not encoded. Sound is, as an encoder of sound has no keyframes to begin
   * anew with; it is small.
   */
  suspend(): void {
    this.#isSuspended = true;
    this.#gap.begin();
  }

  /**
   * Goes on from a keyframe.
   *
   * @param fresh in a session that has not seen the stream, with the codec configurations first
   */
  proceed(fresh: boolean): void {
    this.#isSuspended = false;
    this.#needsKeyframe = this.#video !== undefined;
    this.#pacer.restart(fresh);
    this.#video?.requestKeyframe();
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
      sentBytes: this.#pacer.sentBytes,
      inFlightBytes: this.#pacer.inFlightBytes,
      videoFrames: this.#frames.video,
      audioFrames: this.#frames.audio,
      dropped: this.#pacer.dropped,
      skipped: this.#video?.skipped ?? 0,
      dropping: this.#pacer.dropping,
    };
  }

  /** Encoding what would be dropped is work for nothing; and after a drop only a keyframe helps. */
  #want(): "frame" | "keyframe" | "none" {
    if (this.#isSuspended) {
      return "none";
    }
    if (!this.#pacer.dropping) {
      return "frame";
    }
    return this.#pacer.hasRoom ? "keyframe" : "none";
  }

  #tick(): void {
    this.#video?.tick();
    this.#audio?.tick();
    const now = this.clock();
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
    if (this.#isSuspended || this.#isOutOfPlace(frame) || !this.#pacer.admit(frame)) {
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

  /** After a break, pictures that follow one that was not sent are of no use. */
  #isOutOfPlace({ type, config, keyframe }: MediaFrame): boolean {
    this.#needsKeyframe &&= type !== VIDEO || config || !keyframe;
    return this.#needsKeyframe && type === VIDEO && !config;
  }
}
