import { inFlightLimit, Pacer } from "../media/send-window.ts";
import { type MediaFrame, VIDEO } from "../wire/frames.ts";
import type { ServerQueue } from "../wire/protocol.ts";
import { Controller } from "./bitrate-controller.ts";
import { UnderWay } from "./in-flight-tracker.ts";
import type { Rules, Target } from "./target.ts";

/** Without an acknowledgement, the way is looked at so often, in milliseconds. */
const SILENT_MS = 500;

/** With each picture, the largest frame of late counts so much less. */
const FORGET = 0.995;

/** What a flow tells. */
export interface FlowEvents {
  dropping(dropping: boolean): void;
  target(target: Target): void;
}

/** A stream on its way to the gateway: what may be sent of it, and what it should be encoded with. Knows no clock. */
export class Flow {
  readonly #pacer: Pacer;
  readonly #underWay = new UnderWay();
  readonly #controller: Controller | undefined;
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
    readonly rules: Rules | undefined,
    readonly events: FlowEvents,
  ) {
    this.#pacer = new Pacer(inFlightLimit(bitrate), (dropping) => events.dropping(dropping));
    this.#controller = rules && new Controller(rules);
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
  get want(): "frame" | "keyframe" | "none" {
    if (this.#isSuspended) {
      return "none";
    }
    if (!this.dropping) {
      return this.#needsKeyframe ? "keyframe" : "frame";
    }
    return this.#pacer.hasRoom ? "keyframe" : "none";
  }

  /** The person wishes another bitrate of the picture. */
  wish(bitrate: number): void {
    this.#change((controller) => controller.wish(bitrate));
  }

  /** Whether to send this frame now; if so it counts as sent. */
  admit(ms: number, frame: MediaFrame): boolean {
    if (frame.type === VIDEO) {
      this.#largestFrame = Math.max(this.#largestFrame * FORGET, frame.bytes.byteLength);
    }
    const passes = !this.#isSuspended && !this.#isOutOfPlace(frame) && this.#pacer.admit(frame);
    if (passes) {
      this.#underWay.sent(ms, this.#pacer.sentBytes);
    }
    return passes;
  }

  /** So many bytes have reached the gateway in all, and so the servers keep up. */
  acknowledge(ms: number, bytes: number, servers: readonly ServerQueue[]): void {
    this.#pacer.acknowledge(bytes);
    this.#underWay.acknowledge(this.sentBytes - this.inFlightBytes);
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
  proceed(fresh: boolean, hasVideo: boolean): void {
    this.#isSuspended = false;
    this.#needsKeyframe = hasVideo;
    this.#pacer.restart(fresh);
    this.#underWay.acknowledge(this.sentBytes);
  }

  /** After a break, pictures that follow one that was not sent are of no use. */
  #isOutOfPlace({ type, config, keyframe }: MediaFrame): boolean {
    this.#needsKeyframe &&= type !== VIDEO || config || !keyframe;
    return this.#needsKeyframe && type === VIDEO && !config;
  }

  #report(ms: number): void {
    this.#reportedMs = ms;
    const report = {
      ms,
      ackedBytes: this.sentBytes - this.inFlightBytes,
      ageMs: this.#underWay.ageMs(ms),
      largestFrame: this.#largestFrame,
      servers: this.#servers,
    };
    this.#change((controller) => controller.report(report));
  }

  #change(change: (controller: Controller) => void): void {
    const controller = this.#controller;
    if (controller === undefined || this.rules === undefined) {
      return;
    }
    const before = controller.target;
    change(controller);
    if (controller.target !== before) {
      this.#pacer.limitBytes = inFlightLimit(controller.target.bitrate + this.rules.audioBitrate);
      this.events.target(controller.target);
    }
  }
}
