import type { Failover, PlayedStream, Player } from "multiconnection";
import { Model } from "../model.ts";
import { failureText } from "../servers/server-session.ts";

/**
 * stopped ──start──► starting ──attached──► waiting ◄──media──► playing
 * starting, waiting, playing ──failure──► failed ──after a while, as often as it may be──► starting
 * any ──stop──► stopped
 */
export type PlaybackPhase = "stopped" | "starting" | "waiting" | "playing" | "failed";

/** How long to wait before it is tried again, in milliseconds. */
const AGAIN_MS = 2500;

/** How long a change of server is worth telling, in milliseconds. */
const NEWS_MS = 10_000;

/** A stream that is played in a video element, for as long as somebody wants to see it. */
export class Playback extends Model {
  #phase: PlaybackPhase = "stopped";
  #ending: AbortController | undefined;
  #stream: PlayedStream | undefined;
  #player: Player | undefined;
  #problem: string | undefined;
  #failover: Failover | undefined;

  /**
   * @param begin plays the stream; told by its signal that it is not wanted any more
   * @param attempts how often it is tried in a row before it is given up
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

  /** Why it is not played, in plain words. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get stream(): PlayedStream | undefined {
    return this.#stream;
  }

  get player(): Player | undefined {
    return this.#player;
  }

  /** The last change of server, for some seconds. */
  get failover(): Failover | undefined {
    return this.#failover;
  }

  /** Plays in `video`, unless it does already. Never rejects; done when it is over. */
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
          this.#lose();
          this.#enter("failed", failureText(error));
          await (left > 1 ? pause(AGAIN_MS, signal) : undefined);
        }
      }
    }
    if (this.#ending === ending) {
      this.#ending = undefined;
      this.#enter(this.#problem === undefined ? "stopped" : "failed", this.#problem);
    }
  }

  /** Plays no longer. */
  stop(): void {
    this.#ending?.abort();
    this.#ending = undefined;
    this.#lose();
    this.#enter("stopped");
  }

  /** Plays until the stream ends or is not wanted any more. */
  async #play(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    const stream = await this.begin(signal);
    const over = new AbortController();
    try {
      signal.throwIfAborted();
      const ended = new Promise<void>((done, failed) => {
        signal.addEventListener("abort", () => done(), { signal: over.signal });
        stream.on("close", () => done(), over);
        stream.on("error", failed, over);
      });
      ended.catch(() => {});
      stream.on("failover", (failover) => this.#tell(failover), over);
      const player = await stream.attach(video, { signal });
      player.on("state", () => this.#look(player), over);
      this.#stream = stream;
      this.#player = player;
      this.#enter("waiting");
      await ended;
    } finally {
      over.abort();
      // Its players end with it.
      await stream.close().catch(() => {});
    }
  }

  #look({ state }: Player): void {
    if (state.phase !== "failed") {
      this.#enter(state.phase === "playing" ? "playing" : "waiting");
    }
  }

  #tell(failover: Failover): void {
    this.#failover = failover;
    this.changed();
    setTimeout(() => {
      if (this.#failover === failover) {
        this.#failover = undefined;
        this.changed();
      }
    }, NEWS_MS);
  }

  #lose(): void {
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

/** Passes some time, or less if it is not wanted any more. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });
}
