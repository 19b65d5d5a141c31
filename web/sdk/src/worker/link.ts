import type { Closing } from "../session/session.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { Connected, LinkOptions, LinkState } from "../shared/link-types.ts";
import type { Answer, Asked, GoAway, News } from "../wire/protocol.ts";
import { backoff } from "./backoff.ts";
import { delay } from "./clock.ts";
import { Setup } from "./desired-state.ts";
import { dial, type Opened } from "./gateway-socket.ts";
import type { LinkEvents, Network } from "./link-listener.ts";
import type { Lost } from "./messages.ts";
import { Served } from "./numbered-session.ts";
import { ToldServers } from "./server-state-diff.ts";
import { Restoration } from "./session-restorer.ts";

/** Close codes after which one may connect again (PROTOCOL.md, section 10), and those of the network. */
const PASSING: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 4408]);

/** Codes of later gateways from 4500 on pass, too. */
const mayPass = (code: number): boolean => PASSING.has(code) || (code >= 4500 && code <= 4599);

/** Part of the time for which the session is still held that one wait may take: more attempts are left after it. */
const HELD_SHARE = 0.25;

/** How long a session that was left may still answer, in milliseconds. */
const LEAVE_MS = 5000;

/** Requests of the worker's own have ids from here on, those of the page below: one socket, two counters. */
export const FIRST_WORKER_ID = 2 ** 52;

/** News of a session that is being set up: nobody has asked for what they tell. */
const WITHHELD: ReadonlySet<News["type"]> = new Set(["server", "status", "error"]);

/**
 * The way to the gateway. It outlives WebSockets, sessions and gateways: what was asked for goes on in a session that is
 * resumed, or is asked for again in a new one.
 *
 * ```text
 * opening ──hello──► ready ──lost──► reconnecting ──resumed──► ready
 *                      │                  └──resume-failed──► setting up ──► ready
 *                      └──goaway──► moving: another session is prepared ──► setting up ──► ready
 * any ──closed by the page, given up, a code that says no──► closed
 * ```
 */
export class Link {
  readonly #setup = new Setup();
  readonly #closing = new AbortController();
  readonly #told = new ToldServers((news) => this.events.news(news));
  readonly #giveUpAfter: number;
  readonly #maxDelay: number;
  /** The session that all is asked in, and that is heard. */
  #served: Served | undefined;
  /** What was asked while there is none, or none that is set up. */
  #waiting: Asked[] = [];
  #state: "opening" | "ready" | "reconnecting" | "settingUp" | "closed" = "opening";
  #said: LinkState["state"] = "connected";
  #isMoving = false;
  #outages = 0;
  #nextId = FIRST_WORKER_ID;

  constructor(
    readonly url: string,
    readonly reconnect: LinkOptions | false,
    readonly network: Network,
    readonly events: LinkEvents,
  ) {
    const { giveUpAfter = 300_000, maxDelay = 10_000 } = reconnect || {};
    this.#giveUpAfter = giveUpAfter;
    this.#maxDelay = maxDelay;
    void this.#open();
  }

  /** An id for a request of the worker's own. */
  nextId(): number {
    return this.#nextId++;
  }

  /** Asks, now or as soon as there is somebody to ask. */
  ask(request: Asked): void {
    this.#setup.asked(request);
    if (this.#served === undefined || this.#state !== "ready") {
      this.#waiting.push(request);
    } else {
      this.#ask(this.#served, request);
    }
  }

  /** Sends a stamped media frame, or drops it if nothing can be sent. */
  sendMedia(stream: number, bytes: Uint8Array<ArrayBuffer>): void {
    this.#served?.sendMedia(stream, bytes);
  }

  /** Closes it in order. */
  close(): void {
    this.#closing.abort();
    if (this.#served?.session.isConnected) {
      this.#served.session.close();
    } else if (this.#state !== "opening") {
      this.#end({ code: 1000, reason: "" });
    }
  }

  async #open(): Promise<void> {
    try {
      const opened = await this.#dial();
      this.#served = this.#serve(opened);
      this.events.hello(opened.hello);
      this.#ready();
    } catch (closing) {
      this.#end(closing as Closing);
    }
  }

  #dial(): Promise<Opened> {
    const { network, url } = this;
    return dial((...args) => network.openSocket(...args), url, this.#closing.signal);
  }

  #serve(opened: Opened): Served {
    return new Served(opened, this.#served, this.#told.all.values(), {
      news: (served, news) => this.#news(served, news),
      media: (served, stream, frame) => served === this.#served && this.events.media(stream, frame),
      ended: (served, closing) => this.#ended(served, closing),
    });
  }

  #ask(served: Served, request: Asked): void {
    served.ask(request, (answer) => {
      this.#setup.answered(request, answer);
      if (endsAll(request, answer) || (request.type === "removeServer" && this.#setup.connect === undefined)) {
        served.forgetServers();
        this.#told.forget();
      }
      this.events.answer(answer);
    });
  }

  #news(served: Served, news: News): void {
    if (served !== this.#served) {
      return;
    }
    this.#setup.heard(news);
    if (news.type === "goaway") {
      void this.#move(served, news);
    } else if (this.#state !== "settingUp" || !WITHHELD.has(news.type)) {
      this.#tell(news);
    }
  }

  #tell(news: News): void {
    if (news.type === "server") {
      this.#told.news(news);
    } else {
      this.events.news(news);
    }
  }

  #ended(served: Served, closing: Closing): void {
    if (served !== this.#served) {
      served.session.lose();
    } else if (this.#closing.signal.aborted || this.reconnect === false || !mayPass(closing.code)) {
      this.#end(closing);
    } else {
      void this.#bringBack(served, closing);
    }
  }

  /** Tries again and again, until it is given up. */
  async #bringBack(served: Served, closing: Closing): Promise<void> {
    const isSettingUp = this.#state === "settingUp";
    const giveUpAt = this.#now() + this.#giveUpAfter;
    this.#outages++;
    this.#state = isSettingUp ? "settingUp" : "reconnecting";
    this.events.suspend();
    let last = closing;
    for (let attempt = 1; mayPass(last.code) && this.#now() <= giveUpAt; attempt++) {
      await this.#pause(attempt, isSettingUp ? 0 : served.session.heldMs(this.#now()));
      if (this.#closing.signal.aborted) {
        return;
      }
      try {
        const opened = await this.#dial();
        const recovered = await served.session.resume(opened, this.nextId());
        if (recovered === undefined) {
          this.#begin(opened, served, giveUpAt);
        } else {
          this.#goOn(served, isSettingUp, recovered);
        }
        return;
      } catch (error) {
        last = error as Closing;
      }
    }
    this.#end(last);
  }

  /** @param heldMs for how long what was published is still held */
  async #pause(attempt: number, heldMs: number): Promise<void> {
    // A browser that believes to be offline may be wrong, as on a machine of its own: it is tried all the same, slowly.
    const longest = heldMs > 0 ? Math.min(this.#maxDelay, Math.ceil(heldMs * HELD_SHARE)) : this.#maxDelay;
    const retryInMs = this.network.isOnline() ? backoff(attempt, longest) : longest;
    this.#say({ state: "reconnecting", attempt, retryInMs, heldMs });
    await Promise.race([delay(retryInMs), this.network.online()]);
  }

  /** The session has a WebSocket again. */
  #goOn(served: Served, isSettingUp: boolean, recovered: boolean): void {
    if (isSettingUp) {
      for (const stream of served.publishing) {
        this.events.proceed(false, stream);
      }
    } else {
      this.events.proceed(false);
      this.#ready();
      void this.#announce("resumed", recovered);
    }
  }

  /** The session is over; the new one is to become what it was. */
  #begin(opened: Opened, old: Served, giveUpAt: number): void {
    const next = this.#serve(opened);
    this.#replace(next);
    old.session.lose();
    void this.#setUp(next, this.#restoration(next), "restored", giveUpAt);
  }

  #replace(next: Served): void {
    this.#served = next;
    this.#state = "settingUp";
    this.events.hello(next.session.hello);
  }

  async #setUp(served: Served, restoration: Restoration, how: Connected["how"], giveUpAt: number): Promise<void> {
    const isOurs = () => served === this.#served && !this.#closing.signal.aborted;
    for (let attempt = 2; isOurs(); attempt++) {
      try {
        await restoration.prepare();
        await restoration.complete();
        break;
      } catch (error) {
        const { code, message } = error as MultiConnectionError;
        if (isOurs() && (code !== "setup-failed" || this.#now() > giveUpAt)) {
          served.session.close();
          this.#end({ code: 1006, reason: `it could not be set up again: ${message}` });
        }
      }
      if (isOurs()) {
        await this.#pause(attempt, 0);
      }
    }
    if (isOurs()) {
      this.#told.become(served.servers);
      this.#ready();
      void this.#announce(how, false);
    }
  }

  #restoration(served: Served): Restoration {
    const { publishing } = served;
    return new Restoration(this.#setup, served.session, served.numbering, {
      nextId: () => this.nextId(),
      before: this.#told.all,
      now: served.servers,
      publishing: (stream) => {
        publishing.add(stream);
        this.events.proceed(true, stream);
      },
      refused: (stream) => {
        publishing.delete(stream);
        this.events.suspend(stream);
      },
      position: (stream) => this.events.position(stream),
      gone: (what, error) => this.#gone(what, error),
    });
  }

  #gone({ stream, sharedObject }: { stream?: number; sharedObject?: string }, { message }: Error): void {
    const code = stream === undefined ? "SharedObject.UseFailed" : "NetStream.Play.Failed";
    const about = { ...(stream !== undefined && { stream }), ...(sharedObject !== undefined && { sharedObject }) };
    this.#tell({ type: "status", ...about, info: { level: "error", code, description: message } });
  }

  #ready(): void {
    this.#state = "ready";
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) {
      this.#ask(this.#served as Served, request);
    }
  }

  async #announce(how: Connected["how"], recovered: boolean): Promise<void> {
    const outages = this.#outages;
    const gapMs = await this.events.flowing();
    if (outages === this.#outages && this.#state === "ready") {
      this.#say({ state: "connected", how, recovered, ...(gapMs !== undefined && { gapMs }) });
    }
  }

  /** However often a move is tried, it is told once. */
  #say(state: LinkState): void {
    if (state.state !== "moving" || this.#said !== "moving") {
      this.events.state(state);
    }
    this.#said = state.state;
  }

  /** Another session is made ready while this one goes on; only then is the one left for the other. */
  async #move(old: Served, { moveInMs, closeInMs }: GoAway): Promise<void> {
    if (this.#isMoving || this.reconnect === false) {
      return;
    }
    this.#isMoving = true;
    const closeAt = this.#now() + closeInMs;
    await delay(moveInMs);
    const isOurs = () => old === this.#served && !this.#closing.signal.aborted;
    for (let attempt = 2; isOurs() && this.#now() < closeAt; attempt++) {
      if (this.#state === "ready" && old.session.isConnected && (await this.#tryMove(old, isOurs))) {
        break;
      }
      await delay(backoff(attempt, this.#maxDelay));
    }
    this.#isMoving = false;
  }

  /** @returns whether it is done; if not, nothing has changed */
  async #tryMove(old: Served, isOurs: () => boolean): Promise<boolean> {
    let next: Served | undefined;
    try {
      this.#say({ state: "moving" });
      const { revision } = this.#setup;
      next = this.#serve(await this.#dial());
      const restoration = this.#restoration(next);
      await restoration.prepare();
      const isSame = revision === this.#setup.revision && this.#state === "ready";
      if (!isSame || !isOurs() || !old.session.isConnected || !next.session.isConnected) {
        throw new MultiConnectionError("lost", "it has changed meanwhile");
      }
      await this.#leave(old, next, restoration);
      return true;
    } catch {
      next?.session.close();
      return false;
    }
  }

  /** Servers refuse a name that is still published: first it ends there, then it begins here. */
  async #leave(old: Served, next: Served, restoration: Restoration): Promise<void> {
    const published = [...this.#setup.streams].filter(([, { publish }]) => publish !== undefined);
    this.#replace(next);
    this.#outages++;
    this.events.suspend();
    await Promise.all(published.map(([stream]) => old.closeStream(stream, this.nextId())));
    void this.#setUp(next, restoration, "moved", this.#now() + this.#giveUpAfter);
    if (old.session.waiting > 0) {
      await Promise.race([delay(LEAVE_MS), this.#aborted()]);
    }
    old.session.close();
  }

  #aborted(): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  #end(closing: Closing): void {
    if (this.#state !== "closed") {
      this.#state = "closed";
      this.#closing.abort();
      this.#waiting = [];
      this.events.closed(closing);
    }
  }

  #now(): number {
    return performance.now();
  }
}

/** Whether servers are numbered from 0 again after it. */
function endsAll(request: Asked, answer: Answer | Lost): boolean {
  return request.type === "disconnect"
    ? answer.type === "result"
    : request.type === "connect" && answer.type === "error" && answer.code === "setup-failed";
}
