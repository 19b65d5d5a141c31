import type { PlayedStream, Player } from "../play/played-stream.ts";
import type { PlayerState } from "../play/player-types.ts";
import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { NO_STREAM, type StreamInfo } from "./net-stream-info.ts";
import { Rate } from "./rate.ts";
import { errorText, localStatus, type StatusInfo } from "./status.ts";

/** Receives the events of a played stream. */
export interface PlaybackListener {
  /** A status that is created locally. */
  emitStatus(info: StatusInfo): void;
  /** A status of a server, or a merged one. */
  status(status: NetStatus): void;
  data(data: DataMessage): void;
}

/**
 * Played stream of the Flash API: methods return immediately and run in order. Plays audio even without a Video, which
 * shows the video.
 */
export class StreamPlayback {
  #stream: PlayedStream | undefined;
  #player: Player | undefined;
  #element: HTMLVideoElement | undefined;
  #phase: PlayerState["phase"] = "waiting";
  #work: Promise<void> = Promise.resolve();
  #buffer: number | undefined;
  #active = false;
  #volume = 1;
  #frames = new Rate();
  #bytes = new Rate();

  constructor(
    readonly connection: GatewayConnection,
    readonly listener: PlaybackListener,
  ) {}

  /** Whether a stream is played or about to be played. */
  get isActive(): boolean {
    return this.#active;
  }

  /** Position in seconds. */
  get time(): number {
    return this.#stream?.time ?? 0;
  }

  /** Seconds of buffered media. */
  get bufferLength(): number {
    return this.#player?.state.buffered ?? 0;
  }

  /** Buffer time in seconds, as set. */
  get bufferTime(): number {
    return this.#buffer ?? 0.1;
  }

  set bufferTime(seconds: number) {
    this.#buffer = Math.min(60, Math.max(0, Number(seconds) || 0));
    this.#do((stream) => stream.setBufferTime(this.bufferTime));
  }

  /** Bytes of media received. */
  get bytesLoaded(): number {
    return this.#stream?.stats.bytes ?? 0;
  }

  /** Size of a recording in bytes, if its metadata contains it; otherwise 0. */
  get bytesTotal(): number {
    const size = this.#stream?.isLive === false ? this.#stream.metadata?.filesize : undefined;
    return typeof size === "number" ? size : 0;
  }

  /** Frames per second that are decoded to be shown. */
  get currentFps(): number {
    this.#countFrames();
    return this.#frames.perSecond;
  }

  /** Frames that were decoded. */
  get decodedFrames(): number {
    return this.#player?.state.decodedFrames ?? 0;
  }

  /** Seconds of a live stream that are buffered: the delay behind its newest frame. */
  get liveDelay(): number {
    return this.#player?.state.latency ?? 0;
  }

  /** Statistics at present. */
  get info(): StreamInfo {
    const stream = this.#stream;
    if (stream === undefined) {
      return NO_STREAM;
    }
    this.#countBytes();
    return {
      byteCount: this.bytesLoaded,
      currentBytesPerSecond: this.#bytes.perSecond,
      droppedFrames: this.#player?.state.droppedFrames ?? 0,
      isLive: stream.isLive,
      metaData: stream.metadata ?? null,
      resourceName: stream.name,
      videoBufferLength: this.bufferLength,
      audioBufferLength: this.bufferLength,
    };
  }

  /** Volume, 0 to 1. */
  set volume(volume: number) {
    this.#volume = Math.min(1, Math.max(0, Number(volume) || 0));
    this.#applyVolume();
  }

  /**
   * Plays a stream.
   *
   * @param start seconds: -2 live or recorded, -1 live, 0 or more recorded
   * @param length seconds; -1 plays all
   */
  play(name: string, start: number, length: number): void {
    this.#active = true;
    this.#enqueue(async () => {
      await this.#end();
      const buffer = this.#buffer;
      const options = { start, length, ...(buffer !== undefined && { buffer }) };
      this.#stream = await this.connection.run((mc) =>
        mc.play(name, { ...options, opened: (stream) => this.#listen(stream, start) }),
      );
      await this.#show();
    });
  }

  close(): void {
    this.#active = false;
    this.#enqueue(() => this.#end());
  }

  /**
   * Pauses or resumes.
   *
   * @param paused toggles if absent
   */
  pause(paused?: boolean): void {
    this.#do(async (stream) => {
      const pause = paused ?? !stream.isPaused;
      const target = this.#player ?? { pause: () => stream.pause(), play: () => stream.resume() };
      await (pause ? target.pause() : target.play());
    });
  }

  seek(seconds: number): void {
    this.#do((stream) => stream.seek(seconds));
  }

  receiveAudio(receive: boolean): void {
    this.#do((stream) => stream.receiveAudio(receive));
  }

  receiveVideo(receive: boolean): void {
    this.#do((stream) => stream.receiveVideo(receive));
  }

  /** Sets the element that shows the video. */
  show(element: HTMLVideoElement | undefined): void {
    this.#element = element;
    this.#enqueue(() => this.#show());
  }

  #listen(stream: PlayedStream, start: number): void {
    stream.on("status", (status) => this.listener.status(status));
    if (start === -1) {
      this.#reportPauses(stream);
    }
    stream.on("data", (data) => this.listener.data(data));
    stream.on("stats", () => this.#countBytes());
    stream.on("complete", () =>
      this.listener.emitStatus(localStatus("NetStream.Buffer.Flush", "All media has arrived.")),
    );
    stream.on("error", (error) => {
      if (error.code !== "play-failed") {
        this.listener.emitStatus(localStatus("NetStream.Failed", errorText(error), "error"));
      }
    });
  }

  /** Reports pauses of a play whose server does not take part in them, and sends no status: one that is live only. */
  #reportPauses(stream: PlayedStream): void {
    let wasPaused = false;
    stream.on("change", () => {
      if (stream.isPaused !== wasPaused) {
        wasPaused = stream.isPaused;
        const [code, text] = wasPaused
          ? ["NetStream.Pause.Notify", "Paused."]
          : ["NetStream.Unpause.Notify", "Resumed."];
        this.listener.emitStatus(localStatus(code, text));
      }
    });
  }

  #countFrames(): void {
    this.#frames.add(performance.now(), this.decodedFrames);
  }

  #countBytes(): void {
    this.#bytes.add(performance.now(), this.bytesLoaded);
  }

  #applyVolume(): void {
    if (this.#player !== undefined && this.#element !== undefined) {
      this.#element.volume = this.#volume;
    }
  }

  async #show(): Promise<void> {
    const stream = this.#stream;
    this.#player?.dispose();
    this.#player = undefined;
    if (stream === undefined || stream.isClosed || typeof document === "undefined") {
      return;
    }
    this.#element ??= document.createElement("video");
    const player = await stream.attach(this.#element);
    this.#player = player;
    this.#applyVolume();
    player.on("state", ({ phase }) => {
      this.#countFrames();
      this.#entered(phase);
    });
  }

  #entered(phase: PlayerState["phase"]): void {
    if (phase === "playing" && this.#phase !== "playing") {
      this.listener.emitStatus(localStatus("NetStream.Buffer.Full", "The buffer is full."));
    } else if (phase === "waiting" && this.#phase === "playing") {
      this.listener.emitStatus(localStatus("NetStream.Buffer.Empty", "The buffer is empty."));
    }
    this.#phase = phase;
  }

  async #end(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#player = undefined;
    await stream?.close();
  }

  #do(operation: (stream: PlayedStream) => Promise<void>): void {
    this.#enqueue(async () => {
      if (this.#stream !== undefined) {
        await operation(this.#stream);
      }
    });
  }

  #enqueue(operation: () => Promise<void>): void {
    this.#work = this.#work.then(operation).catch((error) => {
      // Refusals of servers are reported by their own statuses.
      if ((error as { code?: string }).code !== "play-failed") {
        this.listener.emitStatus(localStatus("NetStream.Failed", errorText(error), "error"));
      }
    });
  }
}
