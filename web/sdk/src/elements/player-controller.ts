import type { MultiConnection } from "../connection/multi-connection.ts";
import type { PlayObstacle } from "../play/play-obstacle.ts";
import type { PlayedStream, Player } from "../play/played-stream.ts";
import { type ErrorCode, MultiConnectionError } from "../shared/errors.ts";
import type { LinkState } from "../shared/link-types.ts";
import type { ServerAddress } from "../wire/protocol.ts";
import { hostOf } from "./settings.ts";
import type { ElementTexts } from "./texts/en.ts";
import { fill } from "./texts/texts.ts";

/** Stream to play. */
export interface WatchSettings {
  gateway: string;
  servers: ServerAddress[];
  name: string;
  /** Start in seconds: -1 live, -2 live or recorded, 0 or more recorded. */
  start: number;
  /** Target latency in seconds behind the newest frame. */
  latency: number | undefined;
  /** Connection of the page, which stays open. */
  connection: MultiConnection | undefined;
}

/**
 * Phase of a player element. `idle`: not started; `loading`: before the first frame; `waiting`: buffering; `offline`:
 * no server has the stream, and the player retries; `blocked`: a server plays the stream, but something is missing in it,
 * and the player waits for that; `failed`: the stream cannot be played.
 */
export type WatchPhase =
  | "idle"
  | "loading"
  | "playing"
  | "waiting"
  | "paused"
  | "ended"
  | "offline"
  | "blocked"
  | "failed";

/** State that a player element shows. */
export interface WatchView {
  readonly phase: WatchPhase;
  readonly live: boolean;
  /** Seconds. */
  readonly time: number;
  readonly duration: number | undefined;
  readonly buffered: number;
  readonly latency: number | undefined;
  /** Host name of the server that plays the stream. */
  readonly server: string | undefined;
  /** Short message that disappears by itself. */
  readonly notice: string | undefined;
  /** Title and text of the phases `offline`, `blocked` and `failed`, for users. */
  readonly title: string | undefined;
  readonly message: string | undefined;
  /** Error of the phases `offline` and `failed`, and obstacle of the phase `blocked`. */
  readonly reason: ErrorCode | PlayObstacle | undefined;
  readonly mutedByBrowser: boolean;
}

/** Receives the events of a player element. */
export interface WatchListener {
  texts(): ElementTexts;
  changed(view: WatchView): void;
  /** Dispatches an event of the element. */
  emit(type: string, detail: unknown): void;
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
  reason: undefined,
  mutedByBrowser: false,
};

/** Time for which a notice is shown, in milliseconds. */
const NOTICE_MS = 5000;

/**
 * Delay before a stream that is offline is retried, and first and longest delay for a gateway or server, in
 * milliseconds.
 */
const OFFLINE_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

/** Plays one stream: connects, plays, and retries until it is stopped. */
export class PlayerController {
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

  /** Plays or resumes. Fulfilled after the attempt; the view contains its outcome. */
  async play(settings: WatchSettings): Promise<void> {
    if (this.#player !== undefined && this.#view.phase !== "failed" && this.#view.phase !== "blocked") {
      await this.#player.play().catch((error) => this.listener.emit("error", error));
    } else {
      await this.#start(settings);
    }
  }

  async pause(): Promise<void> {
    await this.#player?.pause().catch((error) => this.listener.emit("error", error));
  }

  /**
   * Seeks in a recording.
   *
   * @param seconds position from the beginning
   */
  async seek(seconds: number): Promise<void> {
    this.#update({ time: seconds });
    await this.#player?.seek(seconds).catch((error) => this.listener.emit("error", error));
  }

  /** Stops playing, and closes the element's own connection. */
  stop(): void {
    this.#reset();
    this.#view = IDLE;
    this.listener.changed(this.#view);
  }

  /** @param shown view until there is something to show */
  async #start(settings: WatchSettings, shown: Partial<WatchView> = { phase: "loading" }): Promise<void> {
    this.#reset();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#update({ ...IDLE, ...shown });
    try {
      await this.#controller(settings, attempt.signal);
      this.#retryMs = FIRST_RETRY_MS;
    } catch (error) {
      if (!attempt.signal.aborted) {
        this.#onFailed(settings, error);
      }
    }
  }

  async #controller(settings: WatchSettings, signal: AbortSignal): Promise<void> {
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
    stream.on("error", (error) => this.#onFailed(settings, error), { signal });
    stream.on("close", () => this.#onFailed(settings, new MultiConnectionError("closed", "The connection was lost.")), {
      signal,
    });
    this.#update({ server: this.#host(mc, stream.server) });
    const latency = settings.latency === undefined ? {} : { latency: settings.latency };
    const player = await stream.attach(this.video, { ...latency, signal });
    this.#player = player;
    player.on("state", () => this.#updateView(), { signal });
    player.on("muted", () => this.listener.emit("muted", undefined), { signal });
  }

  #onLink(link: LinkState): void {
    if (link.state === "reconnecting") {
      clearTimeout(this.#noticeTimer);
      this.#update({ notice: this.listener.texts().reconnecting });
    } else if (link.state === "connected") {
      this.#update({ notice: undefined });
    }
    this.listener.emit("link", link);
  }

  #listen(mc: MultiConnection, stream: PlayedStream, signal: AbortSignal): void {
    stream.on("status", (status) => this.listener.emit("status", status), { signal });
    stream.on("data", (data) => this.listener.emit("data", data), { signal });
    const failedOver = (failover: { from: number; to: number; gap: number }) => {
      const server = this.#host(mc, failover.to);
      this.#update({ server });
      const { switched, otherServer } = this.listener.texts();
      this.#notice(fill(switched, { server: server ?? otherServer }));
      this.listener.emit("failover", failover);
    };
    stream.on("failover", failedOver, { signal });
  }

  #updateView(): void {
    const [player, stream] = [this.#player, this.#stream];
    if (player === undefined || stream === undefined) {
      return;
    }
    const { phase, obstacle, buffered, latency, mutedByBrowser, decodedFrames } = player.state;
    const first = phase === "waiting" && decodedFrames === 0 && this.#view.phase !== "waiting";
    this.#update({
      phase: obstacle !== undefined ? "blocked" : first ? "loading" : phase,
      ...(obstacle === undefined ? NO_TEXT : { ...obstacleText(obstacle, this.listener.texts()), reason: obstacle }),
      ...{ buffered, latency, mutedByBrowser, live: stream.isLive, time: stream.time, duration: stream.duration },
    });
  }

  #onFailed(settings: WatchSettings, error: unknown): void {
    const code = error instanceof MultiConnectionError ? error.code : undefined;
    this.listener.emit("error", error);
    this.#reset();
    const retryMs = code === "play-failed" ? OFFLINE_MS : RETRYABLE.has(code ?? "") ? this.#retryMs : undefined;
    this.#update({
      phase: retryMs === undefined ? "failed" : "offline",
      ...errorText(error, settings.start < 0, this.listener.texts()),
      reason: code,
      ...{ latency: undefined, buffered: 0, notice: undefined },
    });
    if (retryMs !== undefined) {
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
      const { phase, title, message, reason } = this.#view;
      this.#retry = setTimeout(() => void this.#start(settings, { phase, title, message, reason }), retryMs);
    }
  }

  #reset(): void {
    clearTimeout(this.#retry);
    this.#attempt?.abort();
    this.#player?.dispose();
    const [mc, stream] = [this.#mc, this.#stream];
    this.#attempt = this.#mc = this.#stream = this.#player = undefined;
    void (mc?.close() ?? stream?.close())?.catch(() => {});
  }

  #notice(notice: string): void {
    clearTimeout(this.#noticeTimer);
    this.#update({ notice });
    this.#noticeTimer = setTimeout(() => this.#update({ notice: undefined }), NOTICE_MS);
  }

  #host(mc: MultiConnection, server: number): string | undefined {
    const url = mc.servers.find((each) => each.server === server)?.url;
    return url && hostOf(url);
  }

  #update(change: Partial<WatchView>): void {
    const before = this.#view.phase;
    this.#view = { ...this.#view, ...change };
    this.listener.changed(this.#view);
    if (this.#view.phase !== before) {
      this.listener.emit("statechange", { phase: this.#view.phase });
    }
  }
}

const NO_TEXT = { title: undefined, message: undefined, reason: undefined };

/** Codes of errors after which a retry may succeed. */
const RETRYABLE: ReadonlySet<string> = new Set(["closed", "unreachable", "no-gateway", "setup-failed", "play-failed"]);

function errorText(error: unknown, live: boolean, texts: ElementTexts): Pick<WatchView, "title" | "message"> {
  switch (error instanceof MultiConnectionError ? error.code : undefined) {
    case "play-failed":
      return live
        ? { title: texts.notLive, message: texts.startsByItself }
        : { title: texts.notFound, message: texts.noRecording };
    case "closed":
      return { title: texts.connectionLost, message: texts.reconnecting };
    case "unreachable":
    case "no-gateway":
      return { title: texts.noGateway, message: texts.reconnecting };
    case "setup-failed":
      return { title: texts.noServer, message: texts.reconnecting };
    default:
      return { title: texts.notPlayable, message: error instanceof Error ? error.message : String(error) };
  }
}

function obstacleText(obstacle: PlayObstacle, texts: ElementTexts): Pick<WatchView, "title" | "message"> {
  const { kind, track = "", codec = "", frames } = obstacle;
  switch (kind) {
    case "no-media":
      return { title: texts.noMedia, message: texts.noMediaText };
    case "no-codec-configuration":
      return { title: texts.notDecodable, message: fill(texts.noConfiguration, { frames, track, codec }) };
    case "no-keyframe":
      return { title: texts.waitingForKeyframe, message: fill(texts.noKeyframe, { codec, frames }) };
  }
}
