import type { MultiConnection } from "../connection/multi-connection.ts";
import type { TrackLike } from "../publish/media-options.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { LinkState } from "../shared/link-types.ts";
import type { Cause, ServerAddress, State } from "../wire/protocol.ts";
import { hostOf } from "./settings.ts";
import type { ElementTexts } from "./texts/en.ts";

/** Stream to publish. */
export interface GoLiveSettings {
  gateway: string;
  servers: ServerAddress[];
  name: string;
  video: TrackLike | undefined;
  audio: TrackLike | undefined;
}

export type GoLivePhase = "idle" | "starting" | "live" | "stopping" | "failed";

/** Server as a publisher element shows it. */
export interface GoLiveServer {
  readonly server: number;
  readonly host: string;
  readonly state: State;
  /** Kind of the reason why the server is not connected. */
  readonly cause: Cause | undefined;
  /** Reason why the server is not connected, from the gateway, in English. */
  readonly text: string | undefined;
}

/** State that a publisher element shows. */
export interface GoLiveView {
  readonly phase: GoLivePhase;
  readonly servers: readonly GoLiveServer[];
  /** Seconds of media sent. */
  readonly seconds: number;
  /** Whether video frames are being dropped because the uplink to the gateway is too slow. */
  readonly dropping: boolean;
  /** Whether the gateway is connected. Reconnects automatically. */
  readonly linked: boolean;
  /** Reason of a failure, for users. */
  readonly message: string | undefined;
}

/** Receives the events of a publisher element. */
export interface GoLiveListener {
  texts(): ElementTexts;
  changed(view: GoLiveView): void;
  /** Dispatches an event of the element. */
  emit(type: string, detail: unknown): void;
}

const IDLE: GoLiveView = { phase: "idle", servers: [], seconds: 0, dropping: false, linked: true, message: undefined };

/** Publishes one stream to a list of servers, from going live until it is stopped. */
export class PublisherController {
  #view: GoLiveView = IDLE;
  #attempt: AbortController | undefined;
  #mc: MultiConnection | undefined;
  #stream: PublishedStream | undefined;

  constructor(
    readonly open: (gateway: string) => MultiConnection,
    readonly listener: GoLiveListener,
  ) {}

  get view(): GoLiveView {
    return this.#view;
  }

  get stream(): PublishedStream | undefined {
    return this.#stream;
  }

  /** Goes live on all servers that can be reached. Fulfilled after the attempt; the view contains its outcome. */
  async publish({ gateway, servers, name, video, audio }: GoLiveSettings): Promise<void> {
    if (this.#attempt !== undefined) {
      return;
    }
    const attempt = new AbortController();
    const { signal } = attempt;
    this.#attempt = attempt;
    this.#update({ ...IDLE, phase: "starting" });
    try {
      const mc = this.open(gateway);
      this.#mc = mc;
      this.#listen(mc, signal);
      await mc.connect(servers, { require: "any", signal });
      const tracks = { ...(video && { video }), ...(audio && { audio }) };
      const stream = await mc.publish(name, { ...tracks, signal });
      this.#stream = stream;
      stream.on("stats", () => this.#update({ seconds: stream.time }), { signal });
      stream.on("dropping", (dropping) => this.#update({ dropping }), { signal });
      stream.on("error", (error) => this.#onFailed(error), { signal });
      this.#update({ phase: "live" });
    } catch (error) {
      if (!signal.aborted) {
        this.#onFailed(error);
      }
    }
  }

  /** Replaces tracks by others of the same kind. */
  attach(tracks: { video?: TrackLike; audio?: TrackLike }): void {
    this.#stream?.attach(tracks);
  }

  /** Ends the stream on every server. */
  async stop(): Promise<void> {
    if (this.#attempt === undefined) {
      return;
    }
    this.#update({ phase: "stopping" });
    const [mc, stream] = [this.#mc, this.#stream];
    this.#attempt.abort();
    await stream?.close().catch(() => {});
    await mc?.close();
    this.#reset();
    this.#update(IDLE);
  }

  #listen(mc: MultiConnection, signal: AbortSignal): void {
    const { emit } = this.listener;
    mc.on("status", (status) => emit("status", status), { signal });
    mc.on("server", (server) => emit("server", server), { signal });
    const look = () =>
      this.#update({
        servers: mc.servers.map(({ server, url, state, cause, text }) => ({
          server,
          host: hostOf(url),
          state,
          cause,
          text,
        })),
      });
    mc.on("server", look, { signal });
    const onLink = (link: LinkState) => {
      this.#update({ linked: link.state === "connected" });
      emit("link", link);
    };
    mc.on("link", onLink, { signal });
    mc.on("close", ({ reason }) => this.#onFailed(new MultiConnectionError("closed", reason)), { signal });
  }

  #onFailed(error: unknown): void {
    const { emit } = this.listener;
    this.#attempt?.abort();
    void this.#mc?.close();
    this.#reset();
    this.#update({ phase: "failed", dropping: false, linked: true, message: errorText(error, this.listener.texts()) });
    emit("error", error);
  }

  #reset(): void {
    this.#attempt = this.#mc = this.#stream = undefined;
  }

  #update(change: Partial<GoLiveView>): void {
    const before = this.#view.phase;
    this.#view = { ...this.#view, ...change };
    this.listener.changed(this.#view);
    if (this.#view.phase !== before) {
      this.listener.emit("statechange", { phase: this.#view.phase });
    }
  }
}

function errorText(error: unknown, texts: ElementTexts): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case "closed":
      return texts.gatewayLost;
    case "setup-failed":
      return texts.setupFailed;
    case "publish-failed":
      return texts.publishFailed;
    default:
      return message ?? String(error);
  }
}
