import { MultiConnectionError } from "../shared/errors.ts";
import type { Asked, Request, RequestOf, Results, ServerNews } from "../wire/protocol.ts";
import { backoff } from "./backoff.ts";
import { delay } from "./clock.ts";
import type { Setup, StreamSetup } from "./desired-state.ts";
import type { GatewaySession } from "./gateway-session.ts";
import type { Numbering } from "./id-map.ts";

/** Longest wait before something that a server refused is asked again, in milliseconds. */
const MAX_DELAY_MS = 5000;

/**
 * For how long, in milliseconds, a server that refuses a stream's name is asked again, beyond the time for which the old
 * session may be held: what a server still has of it, it lets go of then.
 */
const REFUSED_MS = 15_000;

/** How often a play or a shared object is asked for. */
const ATTEMPTS = 5;

/** What a restoration needs, and tells, of the link. */
export interface Restoring {
  nextId(): number;
  /** The servers as they were, and as the session knows them now. */
  readonly before: ReadonlyMap<number, ServerNews>;
  readonly now: ReadonlyMap<number, ServerNews>;
  /** A stream may be sent media now, from a keyframe. */
  publishing(stream: number): void;
  /** It may not, for now. */
  refused(stream: number): void;
  /** Where a stream that is played is, in milliseconds. */
  position(stream: number): number | undefined;
  /** What cannot be brought back: of a stream that is played or of a shared object. */
  gone(what: { stream?: number; sharedObject?: string }, error: MultiConnectionError): void;
}

/** Sets up in one session what was set up in another. */
export class Restoration {
  #isConnected = false;

  constructor(
    readonly setup: Setup,
    readonly session: GatewaySession,
    readonly numbering: Numbering,
    readonly link: Restoring,
  ) {}

  /**
   * Connects the servers, and creates the streams: nothing of it disturbs a session that still publishes.
   *
   * @throws MultiConnectionError `setup-failed` if no server can be reached, and what else the gateway says
   */
  async prepare(): Promise<void> {
    const { connect, removed, streams } = this.setup;
    if (connect === undefined) {
      return;
    }
    if (!this.#isConnected) {
      await this.#connect(connect);
    }
    for (const server of [...removed].filter((each) => this.numbering.servers.has(each))) {
      await this.#ask({ type: "removeServer", server });
    }
    for (const number of [...streams.keys()].filter((each) => !this.numbering.streams.has(each))) {
      const { stream } = await this.#ask({ type: "createStream" });
      this.numbering.streams.bind(number, stream);
    }
  }

  /** Publishes, plays and uses again what there was. Fulfilled when all of it is there, or is given up. */
  async complete(): Promise<void> {
    const streams = [...this.setup.streams].map(([number, stream]) => this.#stream(number, stream));
    const objects = [...this.setup.objects.values()].map((use) =>
      this.#again(use, { sharedObject: use.name }, () => this.setup.objects.get(use.name) === use),
    );
    await Promise.all([...streams, ...objects]);
    for (const { server } of [...this.link.now.values()].filter((each) => this.#isHeld(each))) {
      void this.#askRefused(server).catch(() => {});
    }
  }

  /** Some may be away just now. Those that are there are better than none, and the others come when they can. */
  async #connect(connect: RequestOf<"connect">): Promise<void> {
    try {
      await this.#ask(connect);
    } catch (error) {
      if ((error as MultiConnectionError).code !== "setup-failed") {
        throw error;
      }
      await this.#ask({ ...connect, require: "any" });
    }
    for (const server of this.setup.added) {
      await this.#ask({ type: "addServer", server });
    }
    this.#isConnected = true;
    // Who comes later is somebody else.
    this.numbering.servers.expect([]);
  }

  async #stream(number: number, { publish, play, metadata, changes }: StreamSetup): Promise<void> {
    if (publish !== undefined) {
      await this.#publish(number, metadata);
    } else if (play !== undefined) {
      const holds = () => this.setup.streams.get(number)?.play === play;
      if (await this.#again(goOn(play, this.link.position(number)), { stream: number }, holds)) {
        for (const change of changes.values()) {
          await this.#ask(change);
        }
      }
    }
  }

  /** Media does not wait for the answer. A server may hold the name for the old session a while longer. */
  async #publish(stream: number, metadata: RequestOf<"send"> | undefined): Promise<void> {
    for (let attempt = 2; ; attempt++) {
      const publish = this.setup.publish(stream);
      if (publish === undefined) {
        return;
      }
      const published = this.#ask(publish);
      if (metadata !== undefined) {
        this.#ask(metadata).catch(() => {});
      }
      this.link.publishing(stream);
      try {
        await published;
        return;
      } catch (error) {
        this.link.refused(stream);
        if ((error as MultiConnectionError).code !== "publish-failed") {
          throw error;
        }
        await delay(backoff(attempt, MAX_DELAY_MS));
      }
    }
  }

  async #again(
    request: RequestOf<"play" | "useSharedObject">,
    what: { stream?: number; sharedObject?: string },
    holds: () => boolean,
  ): Promise<boolean> {
    for (let attempt = 2; holds(); attempt++) {
      try {
        await this.#ask(request);
        return true;
      } catch (error) {
        const { code } = error as MultiConnectionError;
        const mayPass = code === "play-failed" || code === "shared-object-failed";
        if (!mayPass) {
          throw error;
        }
        if (attempt > ATTEMPTS) {
          this.link.gone(what, error as MultiConnectionError);
          return false;
        }
        await delay(backoff(attempt, MAX_DELAY_MS));
      }
    }
    return false;
  }

  /** Whether a server refuses a stream that it took before: it may hold it for the old session a while longer. */
  #isHeld({ server, state, cause }: ServerNews): boolean {
    return state === "Rejected" && cause === "refused-publish" && this.link.before.get(server)?.state !== "Rejected";
  }

  async #askRefused(server: number): Promise<void> {
    const until = performance.now() + (this.session.hello.resume?.holdMs ?? 0) + REFUSED_MS;
    const isRefused = () => this.link.now.get(server)?.state === "Rejected" && performance.now() < until;
    for (let attempt = 2; isRefused(); attempt++) {
      await delay(backoff(attempt, MAX_DELAY_MS));
      await this.#ask({ type: "reconnect", server }).catch((error: MultiConnectionError) => {
        if (error.code !== "setup-failed") {
          throw error;
        }
      });
    }
  }

  /** The answer in the gateway's numbers, the request in the application's. */
  #ask<R extends Request>(request: R): Promise<Results[R["type"]]> {
    const asked = this.numbering.request({ ...request, id: this.link.nextId() } as Asked);
    return new Promise((resolve, reject) => {
      this.session.ask(asked, (answer) => {
        if (answer.type === "error") {
          reject(MultiConnectionError.from(answer));
        } else {
          resolve(answer as unknown as Results[R["type"]]);
        }
      });
    });
  }
}

/** A recording goes on where it was; what is live, where it is now. */
function goOn(play: RequestOf<"play">, positionMs: number | undefined): RequestOf<"play"> {
  const { start = -1, length = -1 } = play;
  if (start < 0 || positionMs === undefined) {
    return play;
  }
  const position = positionMs / 1000;
  return { ...play, start: position, ...(length >= 0 && { length: Math.max(0, start + length - position) }) };
}
