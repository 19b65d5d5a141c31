import type { MultiConnection } from "../connection/multi-connection.ts";
import type { TrackLike } from "../publish/media-options.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { LinkState } from "../shared/link-types.ts";
import type { ServerAddress, State } from "../wire/protocol.ts";
import { hostOf } from "./settings.ts";

/** What to publish, and where to. */
export interface GoLiveSettings {
  gateway: string;
  servers: ServerAddress[];
  name: string;
  video: TrackLike | undefined;
  audio: TrackLike | undefined;
}

export type GoLivePhase = "idle" | "starting" | "live" | "stopping" | "failed";

/** A server, as an element shows it. */
export interface GoLiveServer {
  readonly server: number;
  readonly host: string;
  readonly state: State;
  /** Why, where it is not connected, for people. */
  readonly text: string | undefined;
}

/** What an element shows. */
export interface GoLiveView {
  readonly phase: GoLivePhase;
  readonly servers: readonly GoLiveServer[];
  /** Seconds of media sent. */
  readonly seconds: number;
  /** Whether the way to the gateway is too slow, and pictures are dropped. */
  readonly dropping: boolean;
  /** Whether the link to the gateway is there; it comes back by itself. */
  readonly linked: boolean;
  /** Why it failed or ended, for people. */
  readonly message: string | undefined;
}

/** Where what happens goes. */
export interface GoLiveListener {
  changed(view: GoLiveView): void;
  /** An event of the element. */
  tell(type: string, detail: unknown): void;
}

const IDLE: GoLiveView = { phase: "idle", servers: [], seconds: 0, dropping: false, linked: true, message: undefined };

/** Publishes to every server of a list, from one Go live to its Stop. */
export class GoLive {
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

  /** Goes live on whichever servers are there. Fulfilled when it was tried; what became of it the view tells. */
  async publish({ gateway, servers, name, video, audio }: GoLiveSettings): Promise<void> {
    if (this.#attempt !== undefined) {
      return;
    }
    const attempt = new AbortController();
    const { signal } = attempt;
    this.#attempt = attempt;
    this.#change({ ...IDLE, phase: "starting" });
    try {
      const mc = this.open(gateway);
      this.#mc = mc;
      this.#listen(mc, signal);
      await mc.connect(servers, { require: "any", signal });
      const tracks = { ...(video && { video }), ...(audio && { audio }) };
      const stream = await mc.publish(name, { ...tracks, signal });
      this.#stream = stream;
      stream.on("stats", () => this.#change({ seconds: stream.time }), { signal });
      stream.on("dropping", (dropping) => this.#change({ dropping }), { signal });
      stream.on("error", (error) => this.#failed(error), { signal });
      this.#change({ phase: "live" });
    } catch (error) {
      if (!signal.aborted) {
        this.#failed(error);
      }
    }
  }

  /** Goes on with other tracks of the same kinds. */
  attach(tracks: { video?: TrackLike; audio?: TrackLike }): void {
    this.#stream?.attach(tracks);
  }

  /** Ends it on every server. */
  async stop(): Promise<void> {
    if (this.#attempt === undefined) {
      return;
    }
    this.#change({ phase: "stopping" });
    const [mc, stream] = [this.#mc, this.#stream];
    this.#attempt.abort();
    await stream?.close().catch(() => {});
    await mc?.close();
    this.#end();
    this.#change(IDLE);
  }

  #listen(mc: MultiConnection, signal: AbortSignal): void {
    const { tell } = this.listener;
    mc.on("status", (status) => tell("status", status), { signal });
    mc.on("server", (server) => tell("server", server), { signal });
    const look = () =>
      this.#change({
        servers: mc.servers.map(({ server, url, state, text }) => ({ server, host: hostOf(url), state, text })),
      });
    mc.on("server", look, { signal });
    const onLink = (link: LinkState) => {
      this.#change({ linked: link.state === "connected" });
      tell("link", link);
    };
    mc.on("link", onLink, { signal });
    mc.on("close", ({ reason }) => this.#failed(new MultiConnectionError("closed", reason)), { signal });
  }

  #failed(error: unknown): void {
    const { tell } = this.listener;
    this.#attempt?.abort();
    void this.#mc?.close();
    this.#end();
    this.#change({ phase: "failed", dropping: false, linked: true, message: words(error) });
    tell("error", error);
  }

  #end(): void {
    this.#attempt = this.#mc = this.#stream = undefined;
  }

  #change(change: Partial<GoLiveView>): void {
    const before = this.#view.phase;
    this.#view = { ...this.#view, ...change };
    this.listener.changed(this.#view);
    if (this.#view.phase !== before) {
      this.listener.tell("statechange", { phase: this.#view.phase });
    }
  }
}

function words(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case "closed":
      return "The connection to the gateway was lost. Nobody sees you now.";
    case "setup-failed":
      return "No server can be reached.";
    case "publish-failed":
      return "No server takes the stream. Is the name right?";
    default:
      return message ?? String(error);
  }
}
