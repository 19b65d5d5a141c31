import type { Cause, State, StreamStats } from "multiconnection";
import { Model } from "../../../shared/model.ts";
import { averageBitrate, type ServerSummary, type Summary } from "./summary.ts";
import { Total, Uptime } from "./totals.ts";

/** Maximum number of servers of a summary. Those that were removed first are left out. */
const MAX_SERVERS = 64;

type SentStats = Pick<StreamStats, "ackedBytes" | "videoFrames" | "dropped">;

/** Server of a broadcast, as far as the summary concerns it. */
export interface ObservedLeg {
  /** Number of the server in the session. */
  readonly server: number;
  readonly leg: { readonly name: string; readonly url: string };
  readonly state: State;
  readonly cause?: Cause;
  readonly sentBytes: number;
  readonly dropped: number;
}

/** Broadcast, as far as its summary concerns it. Calls its subscribers after each event. */
export interface Observed {
  readonly phase: "idle" | "starting" | "live" | "ending";
  readonly legs: readonly ObservedLeg[];
  /** Duration in milliseconds. */
  readonly elapsed: number;
  readonly failure: string | undefined;
  /** Whether the connection to the gateway works. */
  readonly isLinkUp: boolean;
  readonly encoder: { readonly stats: SentStats | undefined };
  /** Returns the time in milliseconds. */
  now(): number;
  subscribe(subscriber: () => void): () => void;
}

/** Observes broadcasts and keeps the summary of the last one until the next one starts. */
export class SummaryRecorder extends Model {
  #run: Run | undefined;
  #last: Summary | undefined;

  /** @param date wall clock, replaceable in tests */
  constructor(
    readonly broadcast: Observed,
    readonly date: () => Date = () => new Date(),
  ) {
    super();
    broadcast.subscribe(() => this.#observe());
  }

  /** Summary of the last broadcast. Undefined before its end, and if it never was live. */
  get last(): Summary | undefined {
    return this.#last;
  }

  /** Forgets the last summary. */
  dismiss(): void {
    this.#last = undefined;
    this.changed();
  }

  #observe(): void {
    const { phase } = this.broadcast;
    if (phase === "starting" && this.#last !== undefined) {
      this.dismiss();
    }
    if (phase === "live") {
      this.#run ??= new Run(this.date());
    }
    this.#run?.observe(this.broadcast);
    if (phase === "idle" && this.#run !== undefined) {
      this.#last = this.#run.summarize(this.broadcast);
      this.#run = undefined;
      this.changed();
    }
  }
}

/** Totals of one broadcast. */
class Run {
  readonly #servers = new Map<number, ServerRun>();
  readonly #link = new Uptime();
  readonly #bytes = new Total();
  #stats: SentStats | undefined;

  constructor(readonly started: Date) {}

  observe(broadcast: Observed): void {
    const { phase, legs, isLinkUp, encoder } = broadcast;
    const { stats } = encoder;
    const [time, isLive] = [broadcast.now(), phase === "live"];
    this.#link.update(time, isLive ? isLinkUp : undefined);
    if (stats !== undefined) {
      this.#stats = stats;
      this.#bytes.count(stats.ackedBytes);
    }
    for (const leg of legs) {
      this.#serverOf(leg).observe(leg, time, isLive);
    }
  }

  summarize({ elapsed, failure }: Observed): Summary {
    return {
      started: this.started.toISOString(),
      durationMs: elapsed,
      averageBitrate: averageBitrate(this.#bytes.value, elapsed),
      sentBytes: this.#bytes.value,
      videoFrames: this.#stats?.videoFrames ?? 0,
      droppedFrames: this.#stats?.dropped ?? 0,
      reconnects: this.#link.returns,
      outageMs: this.#link.downMs,
      ...(failure !== undefined && { failure }),
      servers: [...this.#servers.values()].map((server) => server.summarize()),
    };
  }

  #serverOf(leg: ObservedLeg): ServerRun {
    const known = this.#servers.get(leg.server);
    if (known !== undefined) {
      return known;
    }
    if (this.#servers.size >= MAX_SERVERS) {
      const removed = [...this.#servers].find(([, { isOver }]) => isOver) ?? [...this.#servers][0];
      this.#servers.delete(removed?.[0] ?? -1);
    }
    const added = new ServerRun(leg);
    this.#servers.set(leg.server, added);
    return added;
  }
}

/** Totals of one server. */
class ServerRun {
  readonly #uptime = new Uptime();
  readonly #bytes = new Total();
  readonly #dropped = new Total();
  readonly #leg: ObservedLeg["leg"];
  #last: Pick<ObservedLeg, "state" | "cause">;
  #isOver = false;

  constructor({ leg, state }: ObservedLeg) {
    this.#leg = leg;
    this.#last = { state };
  }

  /** Whether the server was removed from the broadcast, or the broadcast is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  observe({ state, cause, sentBytes, dropped }: ObservedLeg, now: number, isLive: boolean): void {
    this.#bytes.count(sentBytes);
    this.#dropped.count(dropped);
    // The end of the broadcast closes servers that were not connected, too: their state before it says more.
    if (isLive || isConnected(this.#last.state)) {
      this.#last = { state, ...(cause !== undefined && { cause }) };
    }
    if (!this.#isOver) {
      this.#isOver = !isLive || state === "Closed";
      this.#uptime.update(now, this.#isOver ? undefined : isConnected(state));
    }
  }

  summarize(): ServerSummary {
    const { upMs, downMs, returns } = this.#uptime;
    return {
      name: this.#leg.name,
      url: this.#leg.url,
      liveMs: upMs,
      averageBitrate: averageBitrate(this.#bytes.value, upMs),
      sentBytes: this.#bytes.value,
      droppedFrames: this.#dropped.value,
      reconnects: returns,
      outageMs: downMs,
      ...this.#last,
    };
  }
}

function isConnected(state: State): boolean {
  return state === "Live" || state === "Lagging";
}
