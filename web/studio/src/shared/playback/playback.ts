import type { Failover, PlayedStream, Player } from "multiconnection";
import { Model } from "../model.ts";
import { failureText } from "../servers/server-session.ts";

/**
 * stopped ──start──► starting ──attached──► waiting ◄──media──► playing
 * starting, waiting, playing ──failure──► failed ──after a delay, while attempts are left──► starting
 * any ──stop──► stopped
 */
export type PlaybackPhase = "stopped" | "starting" | "waiting" | "playing" | "failed";

/** Delay between two attempts, in milliseconds. */
const RETRY_MS = 2500;

/** Time for which a failover is shown, in milliseconds. */
const FAILOVER_MS = 10_000;

/** Playback of a stream in a video element, until it is stopped. */
export class Playback extends Model {
  #phase: PlaybackPhase = "stopped";
  #ending: AbortController | undefined;
  #stream: PlayedStream | undefined;
  #player: Player | undefined;
  #problem: string | undefined;
  #failover: Failover | undefined;

  /**
   * @param begin plays the stream; its signal is aborted when the playback is stopped
   * @param attempts number of consecutive attempts before the playback fails
   */
  constructor(
    readonly begin: (signal: AbortSignal) => Promise<PlayedStream>,
    readonly attempts = 1,
  ) {
    super();
  }

  get phase(): PlaybackPhase {
    return this.#phase;
  }

  /** Message about the last error. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get stream(): PlayedStream | undefined {
    return this.#stream;
  }

  get player(): Player | undefined {
    return this.#player;
  }

  /** Last failover, for ten seconds. */
  get failover(): Failover | undefined {
    return this.#failover;
  }

  /** Plays in `video`, unless playback is running. Never rejects; resolves when the playback is over. */
  async start(video: HTMLVideoElement): Promise<void> {
    if (this.#ending !== undefined) {
      return;
    }
    const ending = new AbortController();
    const { signal } = ending;
    this.#ending = ending;
    for (let left = this.attempts; left > 0 && !signal.aborted; left--) {
      this.#enter("starting");
      try {
        await this.#play(video, signal);
        break;
      } catch (error) {
        if (!signal.aborted) {
          left = this.#player === undefined ? left : this.attempts;
          this.#reset();
          this.#enter("failed", failureText(error));
          await (left > 1 ? pause(RETRY_MS, signal) : undefined);
        }
      }
    }
    if (this.#ending === ending) {
      this.#ending = undefined;
      this.#enter(this.#problem === undefined ? "stopped" : "failed", this.#problem);
    }
  }

  /** Stops the playback. */
  stop(): void {
    this.#ending?.abort();
    this.#ending = undefined;
    this.#reset();
    this.#enter("stopped");
  }

  /** Plays until the stream ends or the signal is aborted. */
  async #play(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    const stream = await this.begin(signal);
    const over = new AbortController();
    try {
      signal.throwIfAborted();
      const ended = new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => resolve(), { signal: over.signal });
        stream.on("close", () => resolve(), over);
        stream.on("error", reject, over);
      });
      ended.catch(() => {});
      stream.on("failover", (failover) => this.#onFailover(failover), over);
      const player = await stream.attach(video, { signal });
      player.on("state", () => this.#onState(player), over);
      this.#stream = stream;
      this.#player = player;
      this.#enter("waiting");
      await ended;
    } finally {
      over.abort();
      // Closing the stream also ends its players.
      await stream.close().catch(() => {});
    }
  }

  #onState({ state }: Player): void {
    if (state.phase !== "failed") {
      this.#enter(state.phase === "playing" ? "playing" : "waiting");
    }
  }

  #onFailover(failover: Failover): void {
    this.#failover = failover;
    this.changed();
    setTimeout(() => {
      if (this.#failover === failover) {
        this.#failover = undefined;
        this.changed();
      }
    }, FAILOVER_MS);
  }

  #reset(): void {
    this.#stream = undefined;
    this.#player = undefined;
    this.#failover = undefined;
  }

  #enter(phase: PlaybackPhase, problem?: string): void {
    this.#phase = phase;
    this.#problem = problem;
    this.changed();
  }
}

/** Resolves after some time, or when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
