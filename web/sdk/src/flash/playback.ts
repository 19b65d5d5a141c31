import type { PlayedStream, Player } from "../play/played-stream.ts";
import type { PlayerState } from "../play/player-types.ts";
import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { errorText, localStatus, type StatusInfo } from "./status.ts";

/** What a stream that is played tells. */
export interface PlaybackListener {
  /** What is said here. */
  emitStatus(info: StatusInfo): void;
  /** What the servers say, and the gateway about them. */
  status(status: NetStatus): void;
  data(data: DataMessage): void;
}

/**
 * A stream that is played the Flash way: methods return at once and are done in their order. Sound is heard without a
 * Video, too; with one, the picture is seen there.
 */
export class StreamPlayback {
  #stream: PlayedStream | undefined;
  #player: Player | undefined;
  #element: HTMLVideoElement | undefined;
  #phase: PlayerState["phase"] = "waiting";
  #work: Promise<void> = Promise.resolve();
  #buffer: number | undefined;
  #active = false;

  constructor(
    readonly connection: GatewayConnection,
    readonly listener: PlaybackListener,
  ) {}

  /** Whether a stream is played, or about to be. */
  get isActive(): boolean {
    return this.#active;
  }

  /** Seconds of the stream. */
  get time(): number {
    return this.#stream?.time ?? 0;
  }

  /** Seconds that are buffered. */
  get bufferLength(): number {
    return this.#player?.state.buffered ?? 0;
  }

  /** Seconds to buffer, as set. */
  get bufferTime(): number {
    return this.#buffer ?? 0.1;
  }

  set bufferTime(seconds: number) {
    this.#buffer = Math.min(60, Math.max(0, Number(seconds) || 0));
    this.#do((stream) => stream.setBufferTime(this.bufferTime));
  }

  /** Bytes of media that have come. */
  get bytesLoaded(): number {
    return this.#stream?.stats.bytes ?? 0;
  }

  /** @param start seconds: -2 live or recorded, -1 live, from 0 recorded @param length seconds; -1: all */
  play(name: string, start: number, length: number): void {
    this.#active = true;
    this.#enqueue(async () => {
      await this.#end();
      const buffer = this.#buffer;
      const options = { start, length, ...(buffer !== undefined && { buffer }) };
      this.#stream = await this.connection.run((mc) =>
        mc.play(name, { ...options, opened: (stream) => this.#listen(stream) }),
      );
      await this.#show();
    });
  }

  close(): void {
    this.#active = false;
    this.#enqueue(() => this.#end());
  }

  /** @param paused without it, the other of what is */
  pause(paused?: boolean): void {
    this.#do(async (stream) => {
      const pause = paused ?? !stream.isPaused;
      const target = this.#player ?? { pause: () => stream.pause(), play: () => stream.resume() };
      await (pause ? target.pause() : target.play());
      if (stream.isLive) {
        // Which is between the gateway and this page; its server hears nothing of it.
        this.listener.emitStatus(localStatus(`NetStream.${pause ? "Pause" : "Unpause"}.Notify`, "As asked for."));
      }
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

  /** Shows the picture there from now on. */
  show(element: HTMLVideoElement | undefined): void {
    this.#element = element;
    this.#enqueue(() => this.#show());
  }

  #listen(stream: PlayedStream): void {
    stream.on("status", (status) => this.listener.status(status));
    stream.on("data", (data) => this.listener.data(data));
    stream.on("complete", () => this.listener.emitStatus(localStatus("NetStream.Buffer.Flush", "All of it has come.")));
    stream.on("error", (error) => {
      if (error.code !== "play-failed") {
        this.listener.emitStatus(localStatus("NetStream.Failed", errorText(error), "error"));
      }
    });
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
    player.on("state", ({ phase }) => this.#entered(phase));
  }

  #entered(phase: PlayerState["phase"]): void {
    if (phase === "playing" && this.#phase !== "playing") {
      this.listener.emitStatus(localStatus("NetStream.Buffer.Full", "Enough has come to play."));
    } else if (phase === "waiting" && this.#phase === "playing") {
      this.listener.emitStatus(localStatus("NetStream.Buffer.Empty", "Waiting for more."));
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
      // What servers refused they have said themselves.
      if ((error as { code?: string }).code !== "play-failed") {
        this.listener.emitStatus(localStatus("NetStream.Failed", errorText(error), "error"));
      }
    });
  }
}
