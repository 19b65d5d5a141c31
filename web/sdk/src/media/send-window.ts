import { type MediaFrame, VIDEO } from "../wire/frames.ts";

/** How much may be under way, in seconds at a stream's bitrate, and at least that many bytes. */
const IN_FLIGHT_SECONDS = 1.5;
const IN_FLIGHT_BYTES = 128 * 1024;

/** Bytes that may be under way of a stream of so many bit/s. */
export function inFlightLimit(bitrate: number): number {
  return Math.max(IN_FLIGHT_BYTES, (bitrate / 8) * IN_FLIGHT_SECONDS);
}

/**
 * Bounds what is under way to the gateway. A WebSocket takes everything at once and its `bufferedAmount` says so only
 * megabytes later; the gateway's acknowledgements say what has arrived.
 *
 * Over the limit, video is dropped up to the next keyframe for which there is room again, half of the limit. Audio is
 * small and goes on to twice the limit. Codec configurations always pass.
 */
export class SendWindow {
  #sent = 0;
  #acked = 0;
  /** What the gateway does not count of what was sent: it was lost, or went to another session. */
  #uncounted = 0;
  /** Bytes sent before a break, of which the next acknowledgement tells how many have come. */
  #sentBefore: number | undefined;
  #dropping = false;
  #dropped = 0;

  /**
   * @param limitBytes of frames that may be under way; may be changed at any time
   * @param onDropping is told when dropping begins, and when it ends
   */
  constructor(
    public limitBytes: number,
    readonly onDropping: (dropping: boolean) => void = () => {},
  ) {}

  /** Bytes of frames sent so far. */
  get sentBytes(): number {
    return this.#sent;
  }

  /** Bytes that the gateway has not acknowledged. */
  get inFlightBytes(): number {
    return this.#sent - this.#acked;
  }

  /** Whether video is being dropped. */
  get dropping(): boolean {
    return this.#dropping;
  }

  /** Frames dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether a picture that is encoded now has a chance of being sent. */
  get hasRoom(): boolean {
    return this.inFlightBytes <= (this.#dropping ? this.limitBytes / 2 : this.limitBytes);
  }

  /** So many bytes have reached the gateway since the stream began. Never counts back, nor beyond what was sent. */
  acknowledge(bytes: number): void {
    if (this.#sentBefore !== undefined) {
      this.#uncounted = Math.max(this.#uncounted, this.#sentBefore - bytes);
      this.#sentBefore = undefined;
    }
    this.#acked = Math.max(this.#acked, Math.min(bytes + this.#uncounted, this.#sent));
  }

  /**
   * The way was broken: what was under way has come or is lost, and waits no longer.
   *
   * @param fresh whether the gateway counts from 0 again; if not, its next acknowledgement says what was lost
   */
  restart(fresh: boolean): void {
    this.#acked = this.#sent;
    this.#uncounted = fresh ? this.#sent : this.#uncounted;
    this.#sentBefore = fresh ? undefined : this.#sent;
  }

  /** Whether to send this frame now; if so it counts as sent. */
  admit(frame: MediaFrame): boolean {
    const passes = frame.config || (frame.type === VIDEO ? this.#video(frame.keyframe) : this.#audio());
    if (passes) {
      this.#sent += frame.bytes.byteLength;
    } else {
      this.#dropped++;
    }
    return passes;
  }

  #video(keyframe: boolean): boolean {
    const room = this.hasRoom;
    if (this.#dropping ? room && keyframe : !room) {
      this.#dropping = !this.#dropping;
      this.onDropping(this.#dropping);
    }
    return !this.#dropping;
  }

  #audio(): boolean {
    return this.inFlightBytes <= 2 * this.limitBytes;
  }
}
