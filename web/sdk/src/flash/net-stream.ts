import type { NetStatus } from "../session/net-status.ts";
import type { Value } from "../values/values.ts";
import type { PublishMode } from "../wire/protocol.ts";
import type { Attachable } from "./device.ts";
import { DELIVER, Dynamic } from "./dynamic.ts";
import { netStatus } from "./events.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { internal } from "./handler-of.ts";
import type { NetStreamInfo } from "./net-stream-info.ts";
import { plainValue } from "./plain-value.ts";
import { StreamPlayback } from "./playback.ts";
import { Publication } from "./publication.ts";
import { CONNECTION } from "./shared-object.ts";
import { SoundTransform } from "./sound-transform.ts";
import { type StatusInfo, statusInfo } from "./status.ts";

/** Key of the method that shows a played stream in an element. */
export const SHOW: unique symbol = Symbol("show");

/**
 * Flash's NetStream, which publishes or plays a stream on a NetConnection. Handlers are functions that are assigned to
 * it, or to its `client`: `onStatus`, `onMetaData`, `onCuePoint`, `onPlayStatus`, and one for each data message.
 */
export class NetStream extends Dynamic {
  readonly #connection: GatewayConnection;
  readonly #publication: Publication;
  readonly #playing: StreamPlayback;
  /** Whether a server has reported the reason of a failure itself. */
  #hasReportedReason = false;
  #sound = new SoundTransform();

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

  /** Position of the played stream, or media sent, in seconds. */
  get time(): number {
    return this.#playing.isActive ? this.#playing.time : this.#publication.time;
  }

  /** Seconds of buffered media. */
  get bufferLength(): number {
    return this.#playing.bufferLength;
  }

  /** Buffer time in seconds. The player starts a live stream as soon as possible regardless. */
  get bufferTime(): number {
    return this.#playing.bufferTime;
  }

  set bufferTime(seconds: number) {
    this.#playing.bufferTime = seconds;
  }

  /** ActionScript 2 method that sets {@link bufferTime}. */
  setBufferTime(seconds: number): void {
    this.#playing.bufferTime = seconds;
  }

  /** Bytes of media received. */
  get bytesLoaded(): number {
    return this.#playing.bytesLoaded;
  }

  /** Size of a recording in bytes, if its metadata has a `filesize`; otherwise 0. */
  get bytesTotal(): number {
    return this.#playing.bytesTotal;
  }

  /** Frames per second that are decoded to be shown; 0 without a player. */
  get currentFps(): number {
    return this.#playing.currentFps;
  }

  /** ActionScript 3 name of {@link currentFps}. */
  get currentFPS(): number {
    return this.#playing.currentFps;
  }

  /** Frames that were decoded since the player was opened. */
  get decodedFrames(): number {
    return this.#playing.decodedFrames;
  }

  /** Statistics of the played or published stream, at present. */
  get info(): NetStreamInfo {
    const stream = this.#playing.isActive ? this.#playing.info : this.#publication.info;
    return { ...stream, uri: this.#connection.urls[0] ?? "" };
  }

  /** Seconds of a live stream that are buffered; 0 for a recording. */
  get liveDelay(): number {
    return this.#playing.liveDelay;
  }

  /** Volume of the played stream, as a copy. Changes take effect when it is assigned. */
  get soundTransform(): SoundTransform {
    return new SoundTransform(this.#sound.volume, this.#sound.pan);
  }

  set soundTransform(sound: SoundTransform | null) {
    this.#sound = new SoundTransform(sound?.volume ?? 1, sound?.pan ?? 0);
    this.#playing.volume = this.#sound.volume;
  }

  /**
   * Attaches audio.
   *
   * @param audio from `Microphone.get()`, or any track; null detaches it
   */
  attachAudio(audio: Attachable | null | false): void {
    this.#publication.attachAudio(audio || undefined);
  }

  /**
   * Attaches video.
   *
   * @param video from `Camera.get()`, or any track; null detaches it
   */
  attachVideo(video: Attachable | null | false): void {
    this.#publication.attachVideo(video || undefined);
  }

  /** ActionScript 3 name of {@link attachVideo}. */
  attachCamera(video: Attachable | null): void {
    this.attachVideo(video);
  }

  /**
   * Publishes a stream.
   *
   * @param name false stops publishing
   */
  publish(name: string | false | null, mode: PublishMode = "live"): void {
    this.#hasReportedReason = false;
    if (typeof name === "string") {
      this.#playing.close();
      this.#publication.publish(name, mode);
    } else {
      this.#publication.close();
    }
  }

  /**
   * Plays a stream.
   *
   * @param name false stops playing
   * @param start seconds: -2 (default) plays the live stream if there is one, otherwise the recording; -1 the live
   *     stream; 0 or more the recording from there
   * @param length seconds to play; -1 (default) plays all
   */
  play(name: string | false | null, start = -2, length = -1): void {
    this.#hasReportedReason = false;
    if (typeof name === "string") {
      this.#publication.close();
      this.#playing.play(name, Number(start), Number(length));
    } else {
      this.#playing.close();
    }
  }

  /**
   * Pauses or resumes.
   *
   * @param paused toggles if absent
   */
  pause(paused?: boolean): void {
    this.#playing.pause(paused);
  }

  resume(): void {
    this.#playing.pause(false);
  }

  togglePause(): void {
    this.#playing.pause();
  }

  /**
   * Seeks in a recording.
   *
   * @param seconds position from the beginning
   */
  seek(seconds: number): void {
    this.#playing.seek(Number(seconds) || 0);
  }

  receiveAudio(receive: boolean): void {
    this.#playing.receiveAudio(Boolean(receive));
  }

  /**
   * Turns video on or off.
   *
   * @param receive a number is a frame rate in Flash; here only whether it is 0 matters
   */
  receiveVideo(receive: boolean | number): void {
    this.#playing.receiveVideo(Boolean(receive));
  }

  /** ActionScript 3 method of {@link receiveVideo} with a number. */
  receiveVideoFPS(fps: number): void {
    this.receiveVideo(fps);
  }

  /** Sends a data message to all subscribers of the published stream. Returns whether it was sent or queued. */
  send(handler: string, ...args: Value[]): boolean {
    return this.#publication.send(handler, args);
  }

  /** Closes the published and the played stream. */
  close(): void {
    this.#publication.close();
    this.#playing.close();
  }

  /** ActionScript 3 name of {@link close}. */
  dispose(): void {
    this.close();
  }

  /** Shows the played stream in an element; called by `Video.attachVideo`. */
  [SHOW](element: HTMLVideoElement | undefined): void {
    this.#playing.show(element);
  }

  /** Emits one status, as Flash did, where the gateway sends one of the server and a merged one. */
  #onStatus(status: NetStatus): void {
    const { server, level, code } = status;
    if (server !== undefined) {
      this.#hasReportedReason ||= level === "error";
      this.#emitStatus(statusInfo(status, this.#connection.urls[server]));
    } else if (!code.endsWith(".Start") && !(level === "error" && this.#hasReportedReason)) {
      this.#emitStatus(statusInfo(status, undefined));
    }
  }

  #emitStatus(info: StatusInfo): void {
    this[DELIVER]("onStatus", [info], netStatus(info));
  }
}
