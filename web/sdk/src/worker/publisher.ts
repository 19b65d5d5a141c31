import { FlowControl } from "../adapt/flow-control.ts";
import { TICK_MS } from "../adapt/machine-load.ts";
import { type AdaptationConfig, adaptationConfig, type Target } from "../adapt/target.ts";
import { Interleaver } from "../media/interleaver.ts";
import type { Formats } from "../media/metadata.ts";
import type { AudioBlock } from "../media/pcm.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { AUDIO, type MediaFrame, stamp, VIDEO } from "../wire/frames.ts";
import type { Ack } from "../wire/protocol.ts";
import { AudioTrackEncoder } from "./audio-track-encoder.ts";
import { MediaGapMeter } from "./media-gap-meter.ts";
import type { AudioOptions, LocalStats, VideoOptions } from "./messages.ts";
import { type Clock, withTimeout } from "./timing.ts";
import { VideoTrackEncoder } from "./video-track-encoder.ts";

/** Timeout for the first frame of a track and for the start of an encoder, in milliseconds. */
const PREPARE_MS = 5000;

/** Stream time at which encoding starts, in milliseconds. Leaves room for audio that was captured just before. */
const LEAD_MS = 60;

/** Milliseconds that the encoders may take to encode their pending frames when the stream ends. */
const FINISH_MS = 1000;

const STATS_MS = 500;

/** Frames of the tracks of a stream, and their encoder settings. */
export interface PublisherInputs {
  video?: { readable: ReadableStream<VideoFrame>; options: VideoOptions };
  audio?: { readable: ReadableStream<AudioBlock>; options: AudioOptions };
}

/** Receives the frames and events of a publisher. */
export interface PublisherListener {
  /** A frame whose header lacks only the stream number. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  stats(stats: LocalStats): void;
  dropping(dropping: boolean): void;
  /** The encoding target of the video has changed. */
  target(target: Target): void;
  ended(track: "video" | "audio"): void;
  failed(error: MultiConnectionError): void;
}

/** Encodes the tracks of one stream and sends their frames in order, under flow control. */
export class Publisher {
  readonly #video: VideoTrackEncoder | undefined;
  readonly #audio: AudioTrackEncoder | undefined;
  readonly #interleaver: Interleaver;
  readonly #lastSent = new Map<number, number>([
    [AUDIO, -1],
    [VIDEO, -1],
  ]);
  #flow: FlowControl;
  #frames = { video: 0, audio: 0 };
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextStatsMs = 0;
  /** Last codec configuration of each track, resent in a fresh session. */
  readonly #configs = new Map<number, MediaFrame>();
  readonly #gap: MediaGapMeter;

  constructor(
    inputs: PublisherInputs,
    /** Largest frame that the gateway accepts, in bytes. */
    readonly maxFrameBytes: number,
    readonly listener: PublisherListener,
    readonly clock: Clock,
    loadAac: () => Promise<BufferSource>,
  ) {
    this.#gap = new MediaGapMeter(clock);
    const { video, audio } = inputs;
    this.#flow = new FlowControl(0, undefined, listener);
    const tracks = { audio: audio !== undefined, video: video !== undefined };
    this.#interleaver = new Interleaver(tracks, (frame) => this.#send(frame));
    const common = (track: "video" | "audio") => ({
      frame: (frame: MediaFrame) => this.#interleaver.push(frame),
      ended: () => listener.ended(track),
      failed: (error: MultiConnectionError) => listener.failed(error),
    });
    if (video !== undefined) {
      const videoListener = { ...common("video"), flow: () => this.#flow };
      this.#video = new VideoTrackEncoder(video.readable, video.options, videoListener, clock);
    }
    if (audio !== undefined) {
      this.#audio = new AudioTrackEncoder(audio.readable, audio.options, common("audio"), clock, loadAac);
    }
  }

  /**
   * Waits for the first frame of every track and configures the encoders.
   *
   * @throws MultiConnectionError `no-media`, `unsupported` or `encoder`
   */
  async prepare(): Promise<Formats> {
    const [video, audio] = await Promise.all([this.#video?.prepare(PREPARE_MS), this.#audio?.prepare(PREPARE_MS)]);
    const config = video && this.#adaptation(video.bitrate, audio?.bitrate ?? 0);
    this.#flow = new FlowControl((video?.bitrate ?? 0) + (audio?.bitrate ?? 0), config, {
      dropping: (dropping) => this.listener.dropping(dropping),
      target: (target) => this.#applyTarget(target),
    });
    return { ...(video && { video }), ...(audio && { audio }) };
  }

  /** Starts encoding and sending. */
  start(): void {
    const epochMs = this.clock() - LEAD_MS;
    this.#audio?.start(epochMs);
    this.#video?.start(epochMs);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    if (this.#flow.target !== undefined) {
      this.listener.target(this.#flow.target);
    }
  }

  /** Replaces tracks; those that are absent stay. */
  attach({ video, audio }: PublisherInputs): void {
    if (video !== undefined) {
      this.#video?.attach(video.readable);
    }
    if (audio !== undefined) {
      this.#audio?.attach(audio.readable);
    }
  }

  /** Processes an acknowledgement: bytes of this stream that arrived, and the servers' queues. */
  acknowledge({ bytes, servers }: Pick<Ack, "bytes" | "servers">): void {
    this.#flow.acknowledge(this.clock(), bytes, servers);
  }

  /** Sets the highest bitrate of the video, in bit/s. */
  setVideoBitrate(bitrate: number): void {
    if (this.#flow.target === undefined) {
      this.#video?.reconfigure({ bitrate });
    }
    this.#flow.setVideoBitrate(bitrate);
  }

  requestKeyframe(): void {
    this.#video?.requestKeyframe();
  }

  /** Suspends sending. Video is not encoded meanwhile; audio is, since it is small and has no keyframes to resume at. */
  suspend(): void {
    this.#flow.suspend();
    this.#gap.start();
  }

  /**
   * Resumes sending at a keyframe.
   *
   * @param fresh whether the session has not seen the stream, so that the codec configurations are sent first
   */
  resume(fresh: boolean): void {
    this.#flow.resume(fresh, this.#video !== undefined);
    if (fresh) {
      for (const config of this.#configs.values()) {
        this.#send(config);
      }
    }
  }

  /** Waits until media flows again. Returns for how many milliseconds it did not; undefined if there was no media. */
  mediaResumed(): Promise<number | undefined> {
    return this.#gap.gapMs;
  }

  /** Ends the stream: sends what was captured before, as far as the encoders are done with it in time, then stops. */
  async finish(): Promise<void> {
    if (this.#timer !== undefined) {
      clearInterval(this.#timer);
      const encoded = Promise.allSettled([this.#video?.finish(), this.#audio?.finish()]);
      await withTimeout(FINISH_MS, encoded, () => new Error("the encoders are too slow")).catch(() => {});
    }
    this.stop();
  }

  /** Stops at once: what the encoders hold is lost. */
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
      frameRate: this.#video?.frameRate ?? 0,
      encodeMs: this.#video?.encodeMs ?? 0,
      skippedByEncoder: this.#video?.skippedByEncoder ?? 0,
      overloaded: this.#flow.isOverloaded(this.clock()),
    };
  }

  #adaptation(ceiling: number, audioBitrate: number): AdaptationConfig | undefined {
    const options = this.#video?.options;
    return options?.adaptive && adaptationConfig(ceiling, audioBitrate, options, options.adaptive);
  }

  #applyTarget(target: Target): void {
    this.#video?.reconfigure(target);
    this.listener.target(target);
  }

  #tick(): void {
    this.#video?.tick();
    this.#audio?.tick();
    const now = this.clock();
    this.#flow.tick(now, this.#video?.areFramesMissing);
    if (now >= this.#nextStatsMs) {
      this.#nextStatsMs = now + STATS_MS;
      this.listener.stats(this.stats);
    }
  }

  #send(frame: MediaFrame): void {
    const size = frame.bytes.byteLength;
    if (size > this.maxFrameBytes) {
      const text = `frame of ${size} bytes, expected at most ${this.maxFrameBytes}; publish at a lower bitrate`;
      this.listener.failed(new MultiConnectionError("encoder", text));
      return;
    }
    if (frame.config) {
      this.#configs.set(frame.type, frame);
    }
    if (!this.#flow.admit(this.clock(), frame)) {
      return;
    }
    const last = this.#lastSent.get(frame.type) ?? -1;
    // A configuration may share its timestamp with the next frame; two frames of a track never share one.
    const timestamp = Math.max(Math.round(frame.timestamp), frame.config ? Math.max(0, last) : last + 1);
    if (!frame.config) {
      this.#lastSent.set(frame.type, timestamp);
      this.#frames[frame.type === VIDEO ? "video" : "audio"]++;
    }
    this.listener.send(stamp(frame, timestamp));
    if (!frame.config) {
      this.#gap.sent(frame.type === VIDEO);
    }
  }
}
