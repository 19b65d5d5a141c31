import { MultiConnectionError } from "../shared/errors.ts";
import type { Closing, Connected, LinkOptions, LinkState } from "../shared/link-types.ts";
import type { GatewayEvent, GoAway, RequestMessage } from "../wire/protocol.ts";
import { backoff } from "./backoff.ts";
import { DesiredState, endsAllServers } from "./desired-state.ts";
import { diagnose } from "./diagnosis.ts";
import { GatewayDialer } from "./gateway-dialer.ts";
import type { OpenedSocket } from "./gateway-socket.ts";
import type { LinkListener, Network } from "./link-listener.ts";
import { NumberedSession } from "./numbered-session.ts";
import { OnlineState } from "./online-state.ts";
import { ServerStateDiff } from "./server-state-diff.ts";
import { SessionRestorer } from "./session-restorer.ts";
import { delay } from "./timing.ts";

/** Longest delay of one attempt as a share of the remaining hold time, so that several attempts fit into it. */
const HOLD_SHARE = 0.25;

/** For how long an old session may still respond after a move, in milliseconds. */
const HANDOVER_MS = 5000;

/** First id of the worker's own requests. Requests of the page have smaller ids. */
export const FIRST_WORKER_ID = 2 ** 52;

/** Types of events that are suppressed while a session is restored, as the application did not cause them. */
const SUPPRESSED: ReadonlySet<GatewayEvent["type"]> = new Set(["server", "status", "error"]);

/**
 * Connection to the gateway that outlives WebSockets, sessions and gateways. Resumes the session after an outage, or
 * restores the desired state in a new session.
 *
 * ```text
 * opening --hello--> ready --WebSocket lost--> reconnecting --resumed--> ready
 *                      |                            +--resume-failed--> restoring --> ready
 *                      +--goaway--> ready, with a second session being prepared --> restoring --> ready
 * any --closed by the page, reconnect timeout, permanent close code--> closed
 * ```
 */
export class Link {
  readonly #desired = new DesiredState();
  readonly #closing = new AbortController();
  readonly #serverStates = new ServerStateDiff((event) => this.listener.event(event));
  readonly #dialer: GatewayDialer;
  readonly #online: OnlineState;
  readonly #giveUpAfter: number;
  readonly #maxDelay: number;
  /** Session in use: requests go to it, and only its events are passed on. */
  #session: NumberedSession | undefined;
  /** Requests that wait for a session that is ready. */
  #queue: RequestMessage[] = [];
  #state: "opening" | "ready" | "reconnecting" | "restoring" | "closed" = "opening";
  #emittedState: LinkState["state"] = "connected";
  #isMoving = false;
  #outages = 0;
  #nextId = FIRST_WORKER_ID;

  constructor(
    readonly url: string,
    readonly options: LinkOptions | false,
    readonly network: Network,
    readonly listener: LinkListener,
    obtainToken?: () => Promise<string>,
  ) {
    this.#online = new OnlineState(network.isOnline());
    this.#dialer = new GatewayDialer(url, network, this.#online, this.#closing.signal, obtainToken);
    const { giveUpAfter = 300_000, maxDelay = 10_000 } = options || {};
    this.#giveUpAfter = giveUpAfter;
    this.#maxDelay = maxDelay;
    void this.#open();
  }

  /** Returns an id for a request of the worker. */
  nextId(): number {
    return this.#nextId++;
  }

  /** Sends a request, or queues it until a session is ready. */
  request(request: RequestMessage): void {
    this.#desired.onRequest(request);
    if (this.#session === undefined || this.#state !== "ready") {
      this.#queue.push(request);
    } else {
      this.#send(this.#session, request);
    }
  }

  /** Sends a media frame, or drops it if there is no WebSocket. */
  sendMedia(stream: number, bytes: Uint8Array<ArrayBuffer>): void {
    this.#session?.sendMedia(stream, bytes);
  }

  /** Retries at once when the browser is online again, also if the WebSocket has been silent since it was offline. */
  networkChanged(isOnline: boolean): void {
    const offlineSince = this.#online.update(isOnline, this.#now());
    if (offlineSince !== undefined) {
      this.#session?.gatewaySession.dropIfSilentSince(offlineSince);
    }
  }

  /** Closes the session and its WebSocket. */
  close(): void {
    this.#closing.abort();
    if (this.#session?.gatewaySession.isConnected) {
      this.#session.gatewaySession.close();
    } else if (this.#state !== "opening") {
      this.#end({ code: 1000, reason: "" });
    }
  }

  async #open(): Promise<void> {
    try {
      const opened = await this.#dialer.open();
      this.#session = this.#createSession(opened);
      this.listener.hello(opened.hello);
      this.#ready();
    } catch (error) {
      const closing = error as Closing;
      const { signal } = this.#closing;
      const isHidden = closing.code === 1006 && closing.reason === "" && !signal.aborted;
      this.#end(isHidden ? await diagnose(this.url, closing, this.network.probes, signal) : closing);
    }
  }

  #createSession(opened: OpenedSocket): NumberedSession {
    return new NumberedSession(opened, this.#session, this.#serverStates.snapshot.values(), {
      event: (session, event) => this.#onEvent(session, event),
      media: (session, stream, frame) => session === this.#session && this.listener.media(stream, frame),
      ended: (session, closing) => this.#onEnded(session, closing),
    });
  }

  #send(session: NumberedSession, request: RequestMessage): void {
    session.request(request, (response) => {
      this.#desired.onResponse(request, response);
      const isLastRemoved = request.type === "removeServer" && this.#desired.connect === undefined;
      if (isLastRemoved || endsAllServers(request, response)) {
        session.clearServers();
        this.#serverStates.clear();
      }
      this.listener.response(response);
    });
  }

  #onEvent(session: NumberedSession, event: GatewayEvent): void {
    if (session !== this.#session) {
      return;
    }
    this.#desired.onEvent(event);
    if (event.type === "goaway") {
      void this.#move(session, event);
    } else if (event.type === "tokenExpires") {
      void this.#dialer.renewToken(event.closeInMs, (token) => this.#authenticate(session, token));
    } else if (this.#state !== "restoring" || !SUPPRESSED.has(event.type)) {
      this.#emit(event);
    }
  }

  /** Sends a token; fulfilled with whether it is accepted, or the session is no longer in use. */
  #authenticate(session: NumberedSession, token: string): Promise<boolean> {
    return new Promise((resolve) => {
      session.request({ id: this.nextId(), type: "authenticate", token }, ({ type }) =>
        resolve(type === "result" || session !== this.#session),
      );
    });
  }

  #emit(event: GatewayEvent): void {
    if (event.type === "server") {
      this.#serverStates.update(event);
    } else {
      this.listener.event(event);
    }
  }

  #onEnded(session: NumberedSession, closing: Closing): void {
    if (session !== this.#session) {
      session.gatewaySession.markLost();
    } else if (this.#closing.signal.aborted || this.options === false || !this.#dialer.mayRetry(closing)) {
      this.#end(closing);
    } else {
      void this.#reconnect(session, closing);
    }
  }

  /** Tries to open a WebSocket until the reconnect timeout, and resumes or replaces the session on it. */
  async #reconnect(session: NumberedSession, closing: Closing): Promise<void> {
    const isRestoring = this.#state === "restoring";
    const giveUpAt = this.#now() + this.#giveUpAfter;
    this.#outages++;
    this.#state = isRestoring ? "restoring" : "reconnecting";
    this.listener.suspend();
    let last = closing;
    for (let attempt = 1; this.#dialer.mayRetry(last) && this.#now() <= giveUpAt; attempt++) {
      await this.#waitForAttempt(attempt, isRestoring ? 0 : session.gatewaySession.remainingHoldMs(this.#now()));
      if (this.#closing.signal.aborted) {
        return;
      }
      try {
        const opened = await this.#dialer.open();
        const recovered = await session.gatewaySession.resume(opened, this.nextId());
        if (recovered === undefined) {
          this.#replaceLost(opened, session, giveUpAt);
        } else {
          this.#onResumed(session, isRestoring, recovered);
        }
        return;
      } catch (error) {
        last = error as Closing;
      }
    }
    this.#end(last);
  }

  /** @param heldMs for how many more milliseconds the gateway holds the session */
  async #waitForAttempt(attempt: number, heldMs: number): Promise<void> {
    // A browser may wrongly consider itself offline, so attempts continue, but with the longest delay.
    const longest = heldMs > 0 ? Math.min(this.#maxDelay, Math.ceil(heldMs * HOLD_SHARE)) : this.#maxDelay;
    const retryInMs = this.#online.isOnline ? backoff(attempt, longest) : longest;
    this.#emitState({ state: "reconnecting", attempt, retryInMs, heldMs });
    await delay(retryInMs, this.#online.again);
  }

  #onResumed(session: NumberedSession, isRestoring: boolean, recovered: boolean): void {
    if (isRestoring) {
      for (const stream of session.publishing) {
        this.listener.resume(false, stream);
      }
    } else {
      this.listener.resume(false);
      this.#ready();
      void this.#emitConnected("resumed", recovered);
    }
  }

  /** Replaces a session that the gateway no longer has. */
  #replaceLost(opened: OpenedSocket, old: NumberedSession, giveUpAt: number): void {
    const next = this.#createSession(opened);
    this.#replaceSession(next);
    old.gatewaySession.markLost();
    void this.#restore(next, this.#createRestorer(next), "restored", giveUpAt);
  }

  #replaceSession(next: NumberedSession): void {
    this.#session = next;
    this.#state = "restoring";
    this.listener.hello(next.gatewaySession.hello);
  }

  async #restore(
    session: NumberedSession,
    restorer: SessionRestorer,
    how: Connected["how"],
    giveUpAt: number,
  ): Promise<void> {
    const isCurrent = () => session === this.#session && !this.#closing.signal.aborted;
    for (let attempt = 2; isCurrent(); attempt++) {
      try {
        await restorer.prepare();
        await restorer.complete();
        break;
      } catch (error) {
        const { code, message } = error as MultiConnectionError;
        if (isCurrent() && (code !== "setup-failed" || this.#now() > giveUpAt)) {
          session.gatewaySession.close();
          this.#end({ code: 1006, reason: `the session could not be restored: ${message}` });
        }
      }
      if (isCurrent()) {
        await this.#waitForAttempt(attempt, 0);
      }
    }
    if (isCurrent()) {
      this.#serverStates.replaceAll(session.servers);
      this.#ready();
      void this.#emitConnected(how, false);
    }
  }

  #createRestorer(session: NumberedSession): SessionRestorer {
    const { publishing } = session;
    return new SessionRestorer(this.#desired, session, {
      nextId: () => this.nextId(),
      previousServers: this.#serverStates.snapshot,
      publishing: (stream) => {
        publishing.add(stream);
        this.listener.resume(true, stream);
      },
      refused: (stream) => {
        publishing.delete(stream);
        this.listener.suspend(stream);
      },
      position: (stream) => this.listener.position(stream),
      failed: (what, error) => this.#onRestoreFailed(what, error),
    });
  }

  #onRestoreFailed(
    { stream, sharedObject }: { stream?: number; sharedObject?: string },
    { message: description }: Error,
  ): void {
    const code = stream === undefined ? "SharedObject.UseFailed" : "NetStream.Play.Failed";
    const subject = { ...(stream !== undefined && { stream }), ...(sharedObject !== undefined && { sharedObject }) };
    this.#emit({ type: "status", ...subject, info: { level: "error", code, description } });
  }

  #ready(): void {
    this.#state = "ready";
    const queue = this.#queue;
    this.#queue = [];
    for (const request of queue) {
      this.#send(this.#session as NumberedSession, request);
    }
  }

  async #emitConnected(how: Connected["how"], recovered: boolean): Promise<void> {
    const outages = this.#outages;
    const gapMs = await this.listener.mediaResumed();
    if (outages === this.#outages && this.#state === "ready") {
      this.#emitState({ state: "connected", how, recovered, ...(gapMs !== undefined && { gapMs }) });
    }
  }

  /** Emits a state; `moving` only once for all attempts of a move. */
  #emitState(state: LinkState): void {
    if (state.state !== "moving" || this.#emittedState !== "moving") {
      this.listener.state(state);
    }
    this.#emittedState = state.state;
  }

  /** Moves to another gateway: prepares a session there while the old one continues, then switches to it. */
  async #move(old: NumberedSession, { moveInMs, closeInMs }: GoAway): Promise<void> {
    if (this.#isMoving || this.options === false) {
      return;
    }
    this.#isMoving = true;
    const closeAt = this.#now() + closeInMs;
    await delay(moveInMs);
    const isCurrent = () => old === this.#session && !this.#closing.signal.aborted;
    for (let attempt = 2; isCurrent() && this.#now() < closeAt; attempt++) {
      const canMove = this.#state === "ready" && old.gatewaySession.isConnected;
      if (canMove && (await this.#tryMove(old, isCurrent))) {
        break;
      }
      await delay(backoff(attempt, this.#maxDelay));
    }
    this.#isMoving = false;
  }

  /** Returns whether the move succeeded; if not, the old session is unchanged. */
  async #tryMove(old: NumberedSession, isCurrent: () => boolean): Promise<boolean> {
    let next: NumberedSession | undefined;
    try {
      this.#emitState({ state: "moving" });
      const { revision } = this.#desired;
      next = this.#createSession(await this.#dialer.open());
      const restorer = this.#createRestorer(next);
      await restorer.prepare();
      const isSame = revision === this.#desired.revision && this.#state === "ready";
      const areConnected = old.gatewaySession.isConnected && next.gatewaySession.isConnected;
      if (!isSame || !isCurrent() || !areConnected) {
        throw new MultiConnectionError("lost", "the session changed during the move");
      }
      await this.#handOver(old, next, restorer);
      return true;
    } catch {
      next?.gatewaySession.close();
      return false;
    }
  }

  /** Switches sessions. Closes the old streams first, as servers refuse a name that is still published. */
  async #handOver(old: NumberedSession, next: NumberedSession, restorer: SessionRestorer): Promise<void> {
    const published = [...this.#desired.streams].filter(([, { publish }]) => publish !== undefined);
    this.#replaceSession(next);
    this.#outages++;
    this.listener.suspend();
    await Promise.all(published.map(([stream]) => old.closeStream(stream, this.nextId())));
    void this.#restore(next, restorer, "moved", this.#now() + this.#giveUpAfter);
    if (old.gatewaySession.pendingRequests > 0) {
      await delay(HANDOVER_MS, this.#closing.signal);
    }
    old.gatewaySession.close();
  }

  #end(closing: Closing): void {
    if (this.#state !== "closed") {
      this.#state = "closed";
      this.#closing.abort();
      this.#queue = [];
      this.listener.closed(closing);
    }
  }

  #now(): number {
    return performance.now();
  }
}
