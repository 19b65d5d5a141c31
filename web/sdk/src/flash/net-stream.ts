import type { NetStatus } from "../session/net-status.ts";
import type { Value } from "../values/values.ts";
import type { PublishMode } from "../wire/protocol.ts";
import type { Attachable } from "./device.ts";
import { DELIVER, Dynamic } from "./dynamic.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { internal } from "./handler-of.ts";
import { plainValue } from "./plain-value.ts";
import { StreamPlayback } from "./playback.ts";
import { Publication } from "./publication.ts";
import { CONNECTION } from "./shared-object.ts";
import { type StatusInfo, statusInfo } from "./status.ts";

/** Where something that is played shows its picture. */
export const SHOW: unique symbol = Symbol("show");

/**
 * Flash's NetStream, on a NetConnection: publishes or plays. Its handlers are functions that are assigned to it, or methods
 * of its `client`: `onStatus`, `onMetaData`, `onCuePoint`, `onPlayStatus`, and one for whatever else is sent on it.
 */
export class NetStream extends Dynamic {
  readonly #connection: GatewayConnection;
  readonly #publication: Publication;
  readonly #playing: StreamPlayback;
  /** Whether a server has said itself why nothing came of it. */
  #explained = false;

  static {
    internal(NetStream.prototype);
  }

  constructor(connection: { [CONNECTION]: GatewayConnection }) {
    super();
    this.#connection = connection[CONNECTION];
    const emitStatus = (info: StatusInfo) => this.#emitStatus(info);
    const status = (each: NetStatus) => this.#onStatus(each);
    this.#publication = new Publication(this.#connection, emitStatus, (stream) => stream.on("status", status));
    const data = ({ handler, args }: { handler: string; args: Value[] }) =>
      this[DELIVER](handler, args.map(plainValue));
    this.#playing = new StreamPlayback(this.#connection, { emitStatus, status, data });
  }

  /** Seconds: of the stream that is played, or of media sent. */
  get time(): number {
    return this.#playing.isActive ? this.#playing.time : this.#publication.time;
  }

  /** Seconds that are buffered. */
  get bufferLength(): number {
    return this.#playing.bufferLength;
  }

  /** Seconds to buffer; the browser's player plays a live stream as soon as it can all the same. */
  get bufferTime(): number {
    return this.#playing.bufferTime;
  }

  set bufferTime(seconds: number) {
    this.#playing.bufferTime = seconds;
  }

  /** ActionScript 2's way to set {@link bufferTime}. */
  setBufferTime(seconds: number): void {
    this.#playing.bufferTime = seconds;
  }

  /** Bytes of media that have come. */
  get bytesLoaded(): number {
    return this.#playing.bytesLoaded;
  }

  /** @param audio from `Microphone.get()`, or any track; null takes it away */
  attachAudio(audio: Attachable | null | false): void {
    this.#publication.attachAudio(audio || undefined);
  }

  /** @param video from `Camera.get()`, or any track; null takes it away */
  attachVideo(video: Attachable | null | false): void {
    this.#publication.attachVideo(video || undefined);
  }

  /** ActionScript 3's name of {@link attachVideo}. */
  attachCamera(video: Attachable | null): void {
    this.attachVideo(video);
  }

  /** @param name false ends it */
  publish(name: string | false | null, mode: PublishMode = "live"): void {
    this.#explained = false;
    if (typeof name === "string") {
      this.#playing.close();
      this.#publication.publish(name, mode);
    } else {
      this.#publication.close();
    }
  }

  /**
   * @param name false ends it
   * @param start seconds: -2 (default) live if there is such a stream, else the recording; -1 live; from 0 the recording
   * @param length seconds to play; -1 (default): all
   */
  play(name: string | false | null, start = -2, length = -1): void {
    this.#explained = false;
    if (typeof name === "string") {
      this.#publication.close();
      this.#playing.play(name, Number(start), Number(length));
    } else {
      this.#playing.close();
    }
  }

  /** @param paused without it, pauses or goes on */
  pause(paused?: boolean): void {
    this.#playing.pause(paused);
  }

  resume(): void {
    this.#playing.pause(false);
  }

  togglePause(): void {
    this.#playing.pause();
  }

  /** @param seconds from the beginning of a recording */
  seek(seconds: number): void {
    this.#playing.seek(Number(seconds) || 0);
  }

  receiveAudio(receive: boolean): void {
    this.#playing.receiveAudio(Boolean(receive));
  }

  /** @param receive a number, in Flash pictures a second, is whether there are any */
  receiveVideo(receive: boolean | number): void {
    this.#playing.receiveVideo(Boolean(receive));
  }

  /** Sends a data message to everybody who plays what is published. @returns whether it was sent, or will be */
  send(handler: string, ...args: Value[]): boolean {
    return this.#publication.send(handler, args);
  }

  /** Ends what is published and what is played. */
  close(): void {
    this.#publication.close();
    this.#playing.close();
  }

  /** For `Video.attachVideo`. */
  [SHOW](element: HTMLVideoElement | undefined): void {
    this.#playing.show(element);
  }

  /** Flash had one status for what the gateway says twice: as the server did, and about all of them. */
  #onStatus(status: NetStatus): void {
    const { server, level, code } = status;
    if (server !== undefined) {
      this.#explained ||= level === "error";
      this.#emitStatus(statusInfo(status, this.#connection.urls[server]));
    } else if (!code.endsWith(".Start") && !(level === "error" && this.#explained)) {
      this.#emitStatus(statusInfo(status, undefined));
    }
  }

  #emitStatus(info: StatusInfo): void {
    this[DELIVER]("onStatus", [info], { type: "netStatus", info });
  }
}
