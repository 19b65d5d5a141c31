import { inFlightLimit, SendWindow } from "../media/send-window.ts";
import { type MediaFrame, VIDEO } from "../wire/frames.ts";
import type { ServerQueue } from "../wire/protocol.ts";
import { BitrateController } from "./bitrate-controller.ts";
import { InFlightTracker } from "./in-flight-tracker.ts";
import { MachineFrameRate } from "./machine-frame-rate.ts";
import { MachineLoad } from "./machine-load.ts";
import type { AdaptationConfig, Target } from "./target.ts";

/** Interval of reports without an acknowledgement, in milliseconds. */
const SILENT_MS = 500;

/** Time for which the machine counts as overloaded after it was, in milliseconds. */
const OVERLOADED_MS = 5000;

/** Factor by which the size of the largest frame decays with each video frame. */
const FRAME_SIZE_DECAY = 0.995;

/** Receives the events of a stream's flow control. */
export interface FlowListener {
  dropping(dropping: boolean): void;
  target(target: Target): void;
}

/**
 * Flow control of one stream: decides which frames are sent, and how the video is encoded. Independent of the clock.
 */
export class FlowControl {
  readonly #window: SendWindow;
  readonly #inFlight = new InFlightTracker();
  readonly #load = new MachineLoad();
  readonly #frameRate = new MachineFrameRate(this.#load);
  readonly #controller: BitrateController | undefined;
  #target: Target | undefined;
  #servers: readonly ServerQueue[] = [];
  #largestFrame = 0;
  #reportedMs = Number.NEGATIVE_INFINITY;
  #isSuspended = false;
  #needsKeyframe = false;
  #overloadedMs = Number.NEGATIVE_INFINITY;

  /**
   * @param bitrate of all tracks in bit/s
   * @param config of the adaptation; undefined disables it
   */
  constructor(
    bitrate: number,
    readonly config: AdaptationConfig | undefined,
    readonly listener: FlowListener,
  ) {
    this.#window = new SendWindow(inFlightLimit(bitrate), (dropping) => listener.dropping(dropping));
    this.#controller = config && new BitrateController(config);
    this.#target = this.#controller?.target;
  }

  get sentBytes(): number {
    return this.#window.sentBytes;
  }

  get inFlightBytes(): number {
    return this.#window.inFlightBytes;
  }

  get dropped(): number {
    return this.#window.dropped;
  }

  get dropping(): boolean {
    return this.#window.dropping;
  }

  /** Current encoding target; undefined without adaptation. */
  get target(): Target | undefined {
    return this.#target;
  }

  /** Whether optional data should wait. */
  get isCongested(): boolean {
    return this.dropping || (this.#controller?.isCongested ?? false);
  }

  /** Whether the machine lacks processor time for the video, or did a moment ago. */
  isOverloaded(ms: number): boolean {
    return ms - this.#overloadedMs <= OVERLOADED_MS;
  }

  /** Kind of video frame that is worth encoding now: none if it would be dropped, only a keyframe after a drop. */
  get demand(): "frame" | "keyframe" | "none" {
    if (this.#isSuspended) {
      return "none";
    }
    if (!this.dropping) {
      return this.#needsKeyframe ? "keyframe" : "frame";
    }
    return this.#window.hasRoom ? "keyframe" : "none";
  }

  /** Sets the highest bitrate of the video, in bit/s. */
  setVideoBitrate(bitrate: number): void {
    this.#change((controller) => controller.setCeiling(bitrate));
  }

  /** Whether to send a frame now. Counts it as sent if so. */
  admit(ms: number, frame: MediaFrame): boolean {
    if (frame.type === VIDEO) {
      this.#largestFrame = Math.max(this.#largestFrame * FRAME_SIZE_DECAY, frame.bytes.byteLength);
    }
    const passes = !this.#isSuspended && !this.#isUndecodable(frame) && this.#window.admit(frame);
    if (passes) {
      this.#inFlight.sent(this.#load.runningMs(ms), this.#window.sentBytes);
    }
    return passes;
  }

  /** Records a frame for the encoder, which has no room for it if `isFull`. */
  offered(isFull: boolean): void {
    this.#load.offered(isFull);
  }

  /**
   * Processes an acknowledgement.
   *
   * @param bytes that have reached the gateway in total
   */
  acknowledge(ms: number, bytes: number, servers: readonly ServerQueue[]): void {
    this.#window.acknowledge(bytes);
    this.#inFlight.acknowledge(this.sentBytes - this.inFlightBytes);
    this.#servers = servers;
    this.#report(ms);
  }

  /**
   * Measures the load of the machine, and reports a missing acknowledgement; to be called every 100 ms.
   *
   * @param areFramesMissing whether fewer frames are encoded than wanted
   */
  tick(ms: number, areFramesMissing = false): void {
    this.#load.tick(ms);
    const { isOverloaded, isOftenLate } = this.#load;
    if (isOverloaded || this.#frameRate.divisor > 1 || (areFramesMissing && isOftenLate)) {
      this.#overloadedMs = ms;
    }
    this.#change(() => this.#frameRate.update(ms));
    if (!this.#isSuspended && ms - this.#reportedMs >= SILENT_MS) {
      this.#report(ms);
    }
  }

  /** Suspends sending. Missing acknowledgements then say nothing about the path. */
  suspend(): void {
    this.#isSuspended = true;
  }

  /**
   * Resumes sending.
   *
   * @param fresh whether the gateway has not seen the stream, and counts from 0
   * @param hasVideo whether to resume at a keyframe
   */
  resume(fresh: boolean, hasVideo: boolean): void {
    this.#isSuspended = false;
    this.#needsKeyframe = hasVideo;
    this.#window.restart(fresh);
    this.#inFlight.acknowledge(this.sentBytes);
  }

  /** Whether a video frame depends on one that was not sent during an outage. */
  #isUndecodable({ type, config, keyframe }: MediaFrame): boolean {
    this.#needsKeyframe &&= type !== VIDEO || config || !keyframe;
    return this.#needsKeyframe && type === VIDEO && !config;
  }

  #report(ms: number): void {
    this.#reportedMs = ms;
    const report = {
      ms,
      ackedBytes: this.sentBytes - this.inFlightBytes,
      oldestAgeMs: this.#inFlight.oldestAgeMs(this.#load.runningMs(ms)),
      isStarved: this.#load.isStarved(ms),
      largestFrame: this.#largestFrame,
      servers: this.#servers,
    };
    this.#change((controller) => controller.report(report));
  }

  #change(change: (controller: BitrateController) => void): void {
    const controller = this.#controller;
    if (controller === undefined || this.config === undefined) {
      return;
    }
    const [bitrate, frameRate] = [controller.target, this.#frameRate.divisor];
    change(controller);
    if (controller.target !== bitrate || this.#frameRate.divisor !== frameRate) {
      this.#target = withFrameRate(controller.target, this.config.frameRate / this.#frameRate.divisor);
      this.#window.limitBytes = inFlightLimit(controller.target.bitrate + this.config.audioBitrate);
      this.listener.target(this.#target);
    }
  }
}

/** Limits a target to the frame rate that the machine can encode. */
function withFrameRate(target: Target, frameRate: number): Target {
  const { why } = target;
  return frameRate < target.frameRate ? { ...target, frameRate, why: why === "ceiling" ? "machine" : why } : target;
}
