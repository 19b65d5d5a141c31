import { MultiConnectionError } from "../shared/errors.ts";
import type { Request, RequestMessage, RequestOf, Results, ServerEvent } from "../wire/protocol.ts";
import { backoff } from "./backoff.ts";
import type { DesiredState, DesiredStream } from "./desired-state.ts";
import type { NumberedSession } from "./numbered-session.ts";
import { delay } from "./timing.ts";

/** Longest delay before a refused request is retried, in milliseconds. */
const MAX_DELAY_MS = 5000;

/**
 * For how long a refused stream name is retried after the gateway has released the old session, in milliseconds: the
 * server may notice that later.
 */
const REFUSED_MS = 15_000;

/** Attempts to restore a play or a shared object. */
const MAX_ATTEMPTS = 5;

/** Access of a restorer to its link. */
export interface RestorerContext {
  nextId(): number;
  /** Servers of the previous session. */
  readonly previousServers: ReadonlyMap<number, ServerEvent>;
  /** The stream can be sent media, from a keyframe. */
  publishing(stream: number): void;
  /** The server refused the stream, which cannot be sent media for now. */
  refused(stream: number): void;
  /** Position of a played stream in milliseconds. */
  position(stream: number): number | undefined;
  /** A played stream or a shared object could not be restored. */
  failed(what: { stream?: number; sharedObject?: string }, error: MultiConnectionError): void;
}

/** Restores the desired state in a new session. */
export class SessionRestorer {
  #isConnected = false;

  constructor(
    readonly desired: DesiredState,
    readonly session: NumberedSession,
    readonly context: RestorerContext,
  ) {}

  /**
   * Connects the servers and creates the streams. Does not disturb an old session that still publishes.
   *
   * @throws MultiConnectionError `setup-failed` if no server can be reached, or another code of the gateway
   */
  async prepare(): Promise<void> {
    const { connect, removed, streams } = this.desired;
    if (connect === undefined) {
      return;
    }
    if (!this.#isConnected) {
      await this.#connect(connect);
    }
    const { ids } = this.session;
    for (const server of [...removed].filter((each) => ids.servers.has(each))) {
      await this.#request({ type: "removeServer", server });
    }
    for (const number of [...streams.keys()].filter((each) => !ids.streams.has(each))) {
      const { stream } = await this.#request({ type: "createStream" });
      ids.streams.bind(number, stream);
    }
  }

  /** Restores publishing, playing and shared objects. Fulfilled when each is restored or has failed. */
  async complete(): Promise<void> {
    const streams = [...this.desired.streams].map(([number, stream]) => this.#restoreStream(number, stream));
    const objects = [...this.desired.objects.values()].map((use) =>
      this.#requestWithRetries(use, { sharedObject: use.name }, () => this.desired.objects.get(use.name) === use),
    );
    await Promise.all([...streams, ...objects]);
    for (const { server } of [...this.session.servers.values()].filter((each) => this.#isNameHeld(each))) {
      void this.#retryRefusedServer(server).catch(() => {});
    }
  }

  /** Connects all servers, or, if some are unavailable, those that are not; the others reconnect later. */
  async #connect(connect: RequestOf<"connect">): Promise<void> {
    try {
      await this.#request(connect);
    } catch (error) {
      if ((error as MultiConnectionError).code !== "setup-failed") {
        throw error;
      }
      await this.#request({ ...connect, require: "any" });
    }
    for (const server of this.desired.added) {
      await this.#request({ type: "addServer", server });
    }
    this.#isConnected = true;
    // Further servers are new ones, even if their URLs are known.
    this.session.ids.servers.expect([]);
  }

  async #restoreStream(number: number, { publish, play, metadata, changes }: DesiredStream): Promise<void> {
    if (publish !== undefined) {
      await this.#publish(number, metadata);
    } else if (play !== undefined) {
      const isCurrent = () => this.desired.streams.get(number)?.play === play;
      const request = playFrom(play, this.context.position(number));
      if (await this.#requestWithRetries(request, { stream: number }, isCurrent)) {
        for (const change of changes.values()) {
          await this.#request(change);
        }
      }
    }
  }

  /** Publishes until it succeeds, as a server may hold the name for the old session. Media does not wait for that. */
  async #publish(stream: number, metadata: RequestOf<"send"> | undefined): Promise<void> {
    for (let attempt = 2; ; attempt++) {
      const publish = this.desired.publish(stream);
      if (publish === undefined) {
        return;
      }
      const published = this.#request(publish);
      if (metadata !== undefined) {
        this.#request(metadata).catch(() => {});
      }
      this.context.publishing(stream);
      try {
        await published;
        return;
      } catch (error) {
        this.context.refused(stream);
        if ((error as MultiConnectionError).code !== "publish-failed") {
          throw error;
        }
        await delay(backoff(attempt, MAX_DELAY_MS));
      }
    }
  }

  /** Sends a request up to {@link MAX_ATTEMPTS} times while it is current. Returns whether it succeeded. */
  async #requestWithRetries(
    request: RequestOf<"play" | "useSharedObject">,
    what: { stream?: number; sharedObject?: string },
    isCurrent: () => boolean,
  ): Promise<boolean> {
    for (let attempt = 2; isCurrent(); attempt++) {
      try {
        await this.#request(request);
        return true;
      } catch (error) {
        const { code } = error as MultiConnectionError;
        const isTemporary = code === "play-failed" || code === "shared-object-failed";
        if (!isTemporary) {
          throw error;
        }
        if (attempt > MAX_ATTEMPTS) {
          this.context.failed(what, error as MultiConnectionError);
          return false;
        }
        await delay(backoff(attempt, MAX_DELAY_MS));
      }
    }
    return false;
  }

  /** Whether a server refuses a stream name that it accepted before: it may hold the name for the old session. */
  #isNameHeld({ server, state, cause }: ServerEvent): boolean {
    const before = this.context.previousServers.get(server)?.state;
    return state === "Rejected" && cause === "refused-publish" && before !== "Rejected";
  }

  async #retryRefusedServer(server: number): Promise<void> {
    const { servers, gatewaySession } = this.session;
    const until = performance.now() + (gatewaySession.hello.resume?.holdMs ?? 0) + REFUSED_MS;
    const isRefused = () => servers.get(server)?.state === "Rejected" && performance.now() < until;
    for (let attempt = 2; isRefused(); attempt++) {
      await delay(backoff(attempt, MAX_DELAY_MS));
      await this.#request({ type: "reconnect", server }).catch((error: MultiConnectionError) => {
        if (error.code !== "setup-failed") {
          throw error;
        }
      });
    }
  }

  /** Sends a request with the application's numbers. The result has the gateway's. */
  #request<R extends Request>(request: R): Promise<Results[R["type"]]> {
    const { ids, gatewaySession } = this.session;
    const message = ids.request({ ...request, id: this.context.nextId() } as RequestMessage);
    return new Promise((resolve, reject) => {
      gatewaySession.request(message, (response) => {
        if (response.type === "error") {
          reject(MultiConnectionError.from(response));
        } else {
          resolve(response as unknown as Results[R["type"]]);
        }
      });
    });
  }
}

/** Returns a request that continues a recording at its position, and a live stream at its live edge. */
function playFrom(play: RequestOf<"play">, positionMs: number | undefined): RequestOf<"play"> {
  const { start = -1, length = -1 } = play;
  if (start < 0 || positionMs === undefined) {
    return play;
  }
  const position = positionMs / 1000;
  return { ...play, start: position, ...(length >= 0 && { length: Math.max(0, start + length - position) }) };
}
