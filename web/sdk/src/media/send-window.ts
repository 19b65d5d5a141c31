import { type MediaFrame, VIDEO } from "../wire/frames.ts";

/** Limit of bytes in flight: seconds at the stream's bitrate, and at least this many bytes. */
const IN_FLIGHT_SECONDS = 1.5;
const IN_FLIGHT_BYTES = 128 * 1024;

/** Returns the limit of bytes in flight for a bitrate in bit/s. */
export function inFlightLimit(bitrate: number): number {
  return Math.max(IN_FLIGHT_BYTES, (bitrate / 8) * IN_FLIGHT_SECONDS);
}

/**
 * Window of bytes in flight to the gateway. A WebSocket accepts data immediately, and its `bufferedAmount` grows only
 * megabytes later, so the window relies on the gateway's acknowledgements.
 *
 * Above the limit, video is dropped until a keyframe for which less than half of the limit is in flight. Audio is small
 * and is dropped only above twice the limit. Codec configurations always pass.
 */
export class SendWindow {
  #sent = 0;
  #acked = 0;
  /** Sent bytes that the gateway does not count, because they were lost or belong to another session. */
  #uncounted = 0;
  /** Bytes sent before an outage, until the next acknowledgement tells how many of them arrived. */
  #sentBefore: number | undefined;
  #dropping = false;
  #dropped = 0;

  /**
   * @param limitBytes limit of bytes in flight; may be changed at any time
   * @param onDropping called when dropping starts and when it ends
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

  /** Whether a frame that is encoded now can be sent. */
  get hasRoom(): boolean {
    return this.inFlightBytes <= (this.#dropping ? this.limitBytes / 2 : this.limitBytes);
  }

  /**
   * Records that `bytes` bytes have reached the gateway in total. The acknowledged number never decreases, nor exceeds
   * the sent one.
   */
  acknowledge(bytes: number): void {
    if (this.#sentBefore !== undefined) {
      this.#uncounted = Math.max(this.#uncounted, this.#sentBefore - bytes);
      this.#sentBefore = undefined;
    }
    this.#acked = Math.max(this.#acked, Math.min(bytes + this.#uncounted, this.#sent));
  }

  /**
   * Restarts the window after an outage. Bytes that were in flight have arrived or are lost.
   *
   * @param fresh whether the gateway counts from 0 again; otherwise its next acknowledgement tells how much was lost
   */
  restart(fresh: boolean): void {
    this.#acked = this.#sent;
    this.#uncounted = fresh ? this.#sent : this.#uncounted;
    this.#sentBefore = fresh ? undefined : this.#sent;
  }

  /** Whether to send a frame now. Counts it as sent if so. */
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
