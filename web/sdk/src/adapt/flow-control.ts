import { inFlightLimit, SendWindow } from "../media/send-window.ts";
import { type MediaFrame, VIDEO } from "../wire/frames.ts";
import type { ServerQueue } from "../wire/protocol.ts";
import { BitrateController } from "./bitrate-controller.ts";
import { InFlightTracker } from "./in-flight-tracker.ts";
import type { AdaptationConfig, Target } from "./target.ts";

/** Without an acknowledgement, the way is looked at so often, in milliseconds. */
const SILENT_MS = 500;

/** With each picture, the largest frame of late counts so much less. */
const FORGET = 0.995;

/** What a flow tells. */
export interface FlowListener {
  dropping(dropping: boolean): void;
  target(target: Target): void;
}

/** A stream on its way to the gateway: what may be sent of it, and what it should be encoded with. Knows no clock. */
export class FlowControl {
  readonly #pacer: SendWindow;
  readonly #inFlight = new InFlightTracker();
  readonly #controller: BitrateController | undefined;
  #servers: readonly ServerQueue[] = [];
  #largestFrame = 0;
  #reportedMs = Number.NEGATIVE_INFINITY;
  #isSuspended = false;
  #needsKeyframe = false;

  /**
   * @param bitrate of all its tracks, in bit/s
   * @param rules to adapt it by; it stays as it is without
   */
  constructor(
    bitrate: number,
    readonly config: AdaptationConfig | undefined,
    readonly listener: FlowListener,
  ) {
    this.#pacer = new SendWindow(inFlightLimit(bitrate), (dropping) => listener.dropping(dropping));
    this.#controller = config && new BitrateController(config);
  }

  get sentBytes(): number {
    return this.#pacer.sentBytes;
  }

  get inFlightBytes(): number {
    return this.#pacer.inFlightBytes;
  }

  get dropped(): number {
    return this.#pacer.dropped;
  }

  get dropping(): boolean {
    return this.#pacer.dropping;
  }

  /** What to encode with; nothing if it is not adapted. */
  get target(): Target | undefined {
    return this.#controller?.target;
  }

  /** Whether nothing should be added that can wait. */
  get isCongested(): boolean {
    return this.dropping || (this.#controller?.isCongested ?? false);
  }

  /** Encoding what would be dropped is work for nothing; and after a drop only a keyframe helps. */
  get demand(): "frame" | "keyframe" | "none" {
    if (this.#isSuspended) {
      return "none";
    }
    if (!this.dropping) {
      return this.#needsKeyframe ? "keyframe" : "frame";
    }
    return this.#pacer.hasRoom ? "keyframe" : "none";
  }

  /** The person wishes another bitrate of the picture. */
  setVideoBitrate(bitrate: number): void {
    this.#change((controller) => controller.setCeiling(bitrate));
  }

  /** Whether to send this frame now; if so it counts as sent. */
  admit(ms: number, frame: MediaFrame): boolean {
    if (frame.type === VIDEO) {
      this.#largestFrame = Math.max(this.#largestFrame * FORGET, frame.bytes.byteLength);
    }
    const passes = !this.#isSuspended && !this.#isUndecodable(frame) && this.#pacer.admit(frame);
    if (passes) {
      this.#inFlight.sent(ms, this.#pacer.sentBytes);
    }
    return passes;
  }

  /** So many bytes have reached the gateway in all, and so the servers keep up. */
  acknowledge(ms: number, bytes: number, servers: readonly ServerQueue[]): void {
    this.#pacer.acknowledge(bytes);
    this.#inFlight.acknowledge(this.sentBytes - this.inFlightBytes);
    this.#servers = servers;
    this.#report(ms);
  }

  /** To be called a few times a second: that nothing is acknowledged says something, too. */
  tick(ms: number): void {
    if (!this.#isSuspended && ms - this.#reportedMs >= SILENT_MS) {
      this.#report(ms);
    }
  }

  /** Nothing can be sent for now; that nothing arrives says nothing of the way. */
  suspend(): void {
    this.#isSuspended = true;
  }

  /**
   * Goes on.
   *
   * @param fresh with a gateway that has not seen the stream, and counts from 0
   * @param hasVideo which goes on with a keyframe
   */
  resume(fresh: boolean, hasVideo: boolean): void {
    this.#isSuspended = false;
    this.#needsKeyframe = hasVideo;
    this.#pacer.restart(fresh);
    this.#inFlight.acknowledge(this.sentBytes);
  }

  /** After a break, pictures that follow one that was not sent are of no use. */
  #isUndecodable({ type, config, keyframe }: MediaFrame): boolean {
    this.#needsKeyframe &&= type !== VIDEO || config || !keyframe;
    return this.#needsKeyframe && type === VIDEO && !config;
  }

  #report(ms: number): void {
    this.#reportedMs = ms;
    const report = {
      ms,
      ackedBytes: this.sentBytes - this.inFlightBytes,
      oldestAgeMs: this.#inFlight.oldestAgeMs(ms),
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
    const before = controller.target;
    change(controller);
    if (controller.target !== before) {
      this.#pacer.limitBytes = inFlightLimit(controller.target.bitrate + this.config.audioBitrate);
      this.listener.target(controller.target);
    }
  }
}
