import type { MultiConnection } from "../connection/multi-connection.ts";
import type { PlayedStream, Player } from "../play/played-stream.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { LinkState } from "../shared/link-types.ts";
import type { ServerAddress } from "../wire/protocol.ts";
import { hostOf } from "./settings.ts";

/** What to watch. */
export interface WatchSettings {
  gateway: string;
  servers: ServerAddress[];
  name: string;
  /** Seconds: -1 live, -2 live or recorded, from 0 recorded. */
  start: number;
  /** Seconds behind the newest frame. */
  latency: number | undefined;
  /** A session that is connected already, and stays. */
  connection: MultiConnection | undefined;
}

/**
 * `idle` before somebody wants to see it; `loading` until there is a picture; `waiting` for more of it; `offline`: nobody has
 * the stream now, and it is looked for again; `failed`: it cannot be seen.
 */
export type WatchPhase = "idle" | "loading" | "playing" | "waiting" | "paused" | "ended" | "offline" | "failed";

/** What an element shows. */
export interface WatchView {
  readonly phase: WatchPhase;
  readonly live: boolean;
  /** Seconds. */
  readonly time: number;
  readonly duration: number | undefined;
  readonly buffered: number;
  readonly latency: number | undefined;
  /** Host of the server that plays. */
  readonly server: string | undefined;
  /** Something to be told in passing. */
  readonly notice: string | undefined;
  /** What is the matter where it is offline or failed, and why, for people. */
  readonly title: string | undefined;
  readonly message: string | undefined;
  readonly mutedByBrowser: boolean;
}

/** Where what happens goes. */
export interface WatchListener {
  changed(view: WatchView): void;
  /** An event of the element. */
  tell(type: string, detail: unknown): void;
}

const IDLE: WatchView = {
  phase: "idle",
  live: true,
  time: 0,
  duration: undefined,
  buffered: 0,
  latency: undefined,
  server: undefined,
  notice: undefined,
  title: undefined,
  message: undefined,
  mutedByBrowser: false,
};

/** How long a notice stands, in milliseconds. */
const NOTICE_MS = 5000;

/** How long until a stream that nobody has is looked for again, and a gateway or server that is not there, at most. */
const OFFLINE_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

/** Watches one stream: connects, plays, and tries again for as long as somebody wants to see it. */
export class Watch {
  #view: WatchView = IDLE;
  #attempt: AbortController | undefined;
  #mc: MultiConnection | undefined;
  #stream: PlayedStream | undefined;
  #player: Player | undefined;
  #retryMs = FIRST_RETRY_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly video: HTMLVideoElement,
    readonly open: (gateway: string) => MultiConnection,
    readonly listener: WatchListener,
  ) {}

  get view(): WatchView {
    return this.#view;
  }

  get stream(): PlayedStream | undefined {
    return this.#stream;
  }

  get player(): Player | undefined {
    return this.#player;
  }

  /** Plays, or plays on. Fulfilled when it was tried; what became of it the view tells. */
  async play(settings: WatchSettings): Promise<void> {
    if (this.#player !== undefined && this.#view.phase !== "failed") {
      await this.#player.play().catch((error) => this.listener.tell("error", error));
    } else {
      await this.#begin(settings);
    }
  }

  async pause(): Promise<void> {
    await this.#player?.pause().catch((error) => this.listener.tell("error", error));
  }

  /** @param seconds of a recording */
  async seek(seconds: number): Promise<void> {
    this.#change({ time: seconds });
    await this.#player?.seek(seconds).catch((error) => this.listener.tell("error", error));
  }

  /** Ends everything, and closes what was opened here. */
  stop(): void {
    this.#end();
    this.#view = IDLE;
    this.listener.changed(this.#view);
  }

  /** @param shown what stands until there is something to see */
  async #begin(settings: WatchSettings, shown: Partial<WatchView> = { phase: "loading" }): Promise<void> {
    this.#end();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#change({ ...IDLE, ...shown });
    try {
      await this.#watch(settings, attempt.signal);
      this.#retryMs = FIRST_RETRY_MS;
    } catch (error) {
      if (!attempt.signal.aborted) {
        this.#failed(settings, error);
      }
    }
  }

  async #watch(settings: WatchSettings, signal: AbortSignal): Promise<void> {
    const mc = settings.connection ?? this.open(settings.gateway);
    if (settings.connection === undefined) {
      this.#mc = mc;
      mc.on("link", (link) => this.#onLink(link), { signal });
      await mc.connect(settings.servers, { require: "any", signal });
    }
    const options = {
      start: settings.start,
      signal,
      opened: (stream: PlayedStream) => this.#listen(mc, stream, signal),
    };
    const stream = await mc.play(settings.name, options);
    this.#stream = stream;
    stream.on("error", (error) => this.#failed(settings, error), { signal });
    stream.on("close", () => this.#failed(settings, new MultiConnectionError("closed", "The connection was lost.")), {
      signal,
    });
    this.#change({ server: this.#host(mc, stream.server) });
    const latency = settings.latency === undefined ? {} : { latency: settings.latency };
    const player = await stream.attach(this.video, { ...latency, signal });
    this.#player = player;
    player.on("state", () => this.#look(), { signal });
    player.on("muted", () => this.listener.tell("muted", undefined), { signal });
  }

  #onLink(link: LinkState): void {
    if (link.state === "reconnecting") {
      clearTimeout(this.#noticeTimer);
      this.#change({ notice: "Reconnecting…" });
    } else if (link.state === "connected") {
      this.#change({ notice: undefined });
    }
    this.listener.tell("link", link);
  }

  #listen(mc: MultiConnection, stream: PlayedStream, signal: AbortSignal): void {
    stream.on("status", (status) => this.listener.tell("status", status), { signal });
    stream.on("data", (data) => this.listener.tell("data", data), { signal });
    const failedOver = (failover: { from: number; to: number; gap: number }) => {
      const server = this.#host(mc, failover.to);
      this.#change({ server });
      this.#notice(`Now from ${server ?? "another server"}`);
      this.listener.tell("failover", failover);
    };
    stream.on("failover", failedOver, { signal });
  }

  #look(): void {
    const [player, stream] = [this.#player, this.#stream];
    if (player === undefined || stream === undefined) {
      return;
    }
    const { phase, buffered, latency, mutedByBrowser, decodedFrames } = player.state;
    const first = phase === "waiting" && decodedFrames === 0 && this.#view.phase !== "waiting";
    this.#change({
      phase: first ? "loading" : phase,
      ...{ title: undefined, message: undefined },
      ...{ buffered, latency, mutedByBrowser, live: stream.isLive, time: stream.time, duration: stream.duration },
    });
  }

  #failed(settings: WatchSettings, error: unknown): void {
    const code = error instanceof MultiConnectionError ? error.code : undefined;
    this.listener.tell("error", error);
    this.#end();
    const retryMs = code === "play-failed" ? OFFLINE_MS : RETRIED.has(code ?? "") ? this.#retryMs : undefined;
    this.#change({
      phase: retryMs === undefined ? "failed" : "offline",
      ...words(error, settings.start < 0),
      ...{ latency: undefined, buffered: 0, notice: undefined },
    });
    if (retryMs !== undefined) {
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
      const { phase, title, message } = this.#view;
      this.#retry = setTimeout(() => void this.#begin(settings, { phase, title, message }), retryMs);
    }
  }

  #end(): void {
    clearTimeout(this.#retry);
    this.#attempt?.abort();
    this.#player?.dispose();
    const [mc, stream] = [this.#mc, this.#stream];
    this.#attempt = this.#mc = this.#stream = this.#player = undefined;
    void (mc?.close() ?? stream?.close())?.catch(() => {});
  }

  #notice(notice: string): void {
    clearTimeout(this.#noticeTimer);
    this.#change({ notice });
    this.#noticeTimer = setTimeout(() => this.#change({ notice: undefined }), NOTICE_MS);
  }

  #host(mc: MultiConnection, server: number): string | undefined {
    const url = mc.servers.find((each) => each.server === server)?.url;
    return url && hostOf(url);
  }

  #change(change: Partial<WatchView>): void {
    const before = this.#view.phase;
    this.#view = { ...this.#view, ...change };
    this.listener.changed(this.#view);
    if (this.#view.phase !== before) {
      this.listener.tell("statechange", { phase: this.#view.phase });
    }
  }
}

/** Of these, trying again may help by itself. */
const RETRIED: ReadonlySet<string> = new Set(["closed", "setup-failed", "play-failed"]);

function words(error: unknown, live: boolean): Pick<WatchView, "title" | "message"> {
  switch (error instanceof MultiConnectionError ? error.code : undefined) {
    case "play-failed":
      return live
        ? { title: "Not live yet", message: "It starts here by itself when it begins." }
        : { title: "Not found", message: "No server has this recording." };
    case "closed":
      return { title: "Connection lost", message: "Trying to connect again …" };
    case "setup-failed":
      return { title: "No server can be reached", message: "Trying to connect again …" };
    default:
      return { title: "This cannot be played", message: error instanceof Error ? error.message : String(error) };
  }
}
