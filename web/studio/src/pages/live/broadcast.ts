import type {
  Ack,
  MultiConnection,
  MultiConnectionError,
  NetStatus,
  PlayedStream,
  PublishedStream,
  Server,
  ServerAddress,
  Source,
  StreamStats,
} from "multiconnection";
import type { EventLog, Severity } from "../../shared/events/event-log.ts";
import { duration } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { Model } from "../../shared/model.ts";
import { BROWSER_NETWORK, type BrowserNetwork } from "../../shared/network.ts";
import { type Leg, STREAM_NAME } from "../../shared/servers/destinations.ts";
import { closeText, errorText } from "../../shared/status-text.ts";
import { AirTime } from "./air-time.ts";
import { BroadcastLog } from "./broadcast-log.ts";
import { EncoderHealth } from "./encoder-health.ts";
import { formatsText } from "./formats-text.ts";
import { GatewayLink } from "./gateway-link.ts";
import { type Health, idleHealth, liveHealth } from "./health.ts";
import { LegList } from "./leg-list.ts";
import type { LegState } from "./leg-state.ts";
import { type Plan, publishOptions } from "./plan.ts";
import { Quality } from "./quality.ts";

/**
 * idle ──start──► starting ──published──► live ──stop──► ending ──► idle
 * starting, live ──failure──► idle
 */
export type Phase = "idle" | "starting" | "live" | "ending";

/**
 * Whether viewers receive the broadcast. `starting`: before a server received any media; `live`: at least one server
 * receives it; `reconnecting`: none does any more.
 */
export type OnAir = "off" | "starting" | "live" | "reconnecting" | "ending";

/** Broadcast of the Live page. Can be started again after it has ended. */
export class Broadcast extends Model {
  #phase: Phase = "idle";
  #legs = new LegList();
  #mc: MultiConnection | undefined;
  #stream: PublishedStream | undefined;
  #abort = new AbortController();
  #air = new AirTime();
  #hasDelivered = false;
  #hasEnded = false;
  #failure: string | undefined;
  #link: GatewayLink;
  #isConnectionClosed = false;
  #encoder: EncoderHealth;
  /** Sources that replaced those of the plan before the stream was published. */
  #replaced: { video?: Source; audio?: Source } | undefined;
  #inputProblems: readonly string[] = [];
  readonly #events: BroadcastLog;
  /** Last timestamp that the gateway acknowledged, and the time of the acknowledgement. */
  #sent = { timestamp: 0, at: 0 };

  constructor(
    readonly log: EventLog,
    readonly open: (url: string) => MultiConnection,
    readonly now: () => number = () => performance.now(),
    readonly network: BrowserNetwork = BROWSER_NETWORK,
  ) {
    super();
    this.#events = new BroadcastLog(log);
    this.#link = this.#createLink();
    this.#encoder = this.#createEncoder(new Quality(), 0);
    network.subscribe(() => {
      if (this.#phase === "live") {
        this.#link.onNetwork();
      }
      this.changed();
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Servers of this broadcast, or of the last one. */
  get legs(): readonly LegState[] {
    return this.#legs.all;
  }

  /** Reason why the last broadcast did not start, or ended on its own. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Latest announcement for screen readers. */
  get announcement(): string {
    return this.#events.announcement;
  }

  /** Time for which a server received this broadcast, or the last one, in milliseconds. */
  get elapsed(): number {
    this.#measureAir();
    return this.#air.at(this.now());
  }

  /** Stream time that has reached the gateway, in milliseconds. Undefined if the broadcast is not live. */
  get sentMs(): number | undefined {
    const since = this.now() - this.#sent.at;
    return this.#phase === "live" ? this.#sent.timestamp + Math.min(since, STATS_MS) : undefined;
  }

  /** Sent bitrate compared with the chosen bitrate. */
  get quality(): Quality {
    return this.#encoder.quality;
  }

  /** Measurements of the encoder. */
  get encoder(): EncoderHealth {
    return this.#encoder;
  }

  /** Whether the connection to the gateway works, so that the states of servers are known. */
  get isLinkUp(): boolean {
    return this.#link.isUp;
  }

  get onAir(): OnAir {
    if (this.#phase === "live") {
      return this.isOnAir ? "live" : this.#hasDelivered ? "reconnecting" : "starting";
    }
    return this.#phase === "idle" ? "off" : this.#phase;
  }

  /** Whether at least one server receives the broadcast. */
  get isOnAir(): boolean {
    return this.#phase === "live" && this.#link.isUp && this.#legs.areDelivering;
  }

  /** State of the broadcast in one or two sentences. */
  get health(): Health {
    if (this.#phase === "live") {
      return this.#link.health ?? liveHealth(this.legs, this.#encoder, this.#inputProblems);
    }
    if (this.#phase === "idle") {
      return idleHealth(this.#failure, this.#hasEnded ? this.elapsed : undefined);
    }
    const { length: count } = this.legs;
    const text = this.#phase === "starting" ? t("broadcast.connecting", { count }) : t("broadcast.ending");
    return { tone: "busy", text };
  }

  /** Goes live. Never rejects: {@link failure} describes errors. */
  async start(plan: Plan): Promise<void> {
    if (this.#phase !== "idle") {
      return;
    }
    this.#abort = new AbortController();
    this.#legs = new LegList(plan.legs);
    this.#failure = undefined;
    this.#air = new AirTime();
    this.#hasDelivered = false;
    this.#hasEnded = false;
    this.#isConnectionClosed = false;
    this.#link = this.#createLink();
    this.#encoder = this.#createEncoder(new Quality(plan.preset.audioBitrate), plan.preset.frameRate);
    this.#replaced = undefined;
    this.#enter("starting", t("broadcast.connecting", { count: plan.legs.length }));
    try {
      await this.#begin(plan, this.#abort.signal);
    } catch (error) {
      await this.#fail(error as Error);
    }
  }

  /** Ends the broadcast, or cancels its start. */
  async stop(): Promise<void> {
    if (this.#phase === "starting") {
      this.#abort.abort(new DOMException("Canceled.", "AbortError"));
    } else if (this.#phase === "live") {
      this.#enter("ending", t("broadcast.ending"));
      // Disconnects cleanly if the gateway responds in time, and closes in any case.
      await Promise.race([
        this.#mc?.disconnect().catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, END_MS)),
      ]);
      await this.#mc?.close();
      this.#hasEnded = true;
      this.#finish(t("broadcast.ended", { duration: duration(this.elapsed) }));
    }
  }

  /** Switches to other sources, while live or about to go live. */
  attach(sources: { video?: Source; audio?: Source }): void {
    this.#stream?.attach(sources);
    this.#replaced = { ...this.#replaced, ...sources };
  }

  /** Replaces the problems of the inputs: what viewers miss, and what to do. */
  reportInputs(problems: readonly string[]): void {
    const added = problems.filter((problem) => !this.#inputProblems.includes(problem));
    this.#inputProblems = problems;
    for (const problem of this.#phase === "live" ? added : []) {
      this.#events.say("warning", problem);
    }
    this.changed();
  }

  /**
   * Plays this broadcast back from a server.
   *
   * @throws TypeError if the broadcast is not live; and as {@link MultiConnection.play}
   */
  async play(server: number, signal: AbortSignal): Promise<PlayedStream> {
    const [mc, leg] = [this.#mc, this.#legs.find(server)?.leg];
    if (mc === undefined || leg === undefined || this.#phase !== "live") {
      throw new TypeError("The broadcast is over.");
    }
    return mc.play(leg.key || STREAM_NAME, { servers: [server], timeout: PLAY_MS, signal });
  }

  /** Adds a destination to the live broadcast, which it joins at the next keyframe. */
  async add(address: ServerAddress, legs: readonly Leg[]): Promise<void> {
    const [mc, stream, key] = [this.#mc, this.#stream, legs[0]?.key];
    if (this.#phase !== "live" || mc === undefined || stream === undefined) {
      return;
    }
    this.#legs.expect(legs);
    try {
      const names = key === undefined ? {} : { names: { [stream.number]: key } };
      await mc.addServer(address, { ...names, timeout: CONNECT_MS });
    } catch (error) {
      this.#legs.withdraw(legs);
      this.log.add("error", legs[0]?.name ?? t("word.studio"), errorText(error as MultiConnectionError));
      this.changed();
    }
  }

  /** Ends the broadcast on one server only. */
  async remove(server: number): Promise<void> {
    const leg = this.#legs.find(server);
    if (this.#phase === "live" && leg !== undefined && this.legs.length > 1) {
      await this.#mc?.removeServer(server).catch(() => {});
      this.#legs.remove(leg);
      this.#endIfAllGone();
      this.changed();
    }
  }

  #endIfAllGone(): void {
    if (this.#phase === "live" && this.#legs.areGone) {
      this.#lost(t("broadcast.allFailed"));
    }
  }

  /** Reconnects a server immediately. Its card shows the result. */
  async reconnect(server: number): Promise<void> {
    await this.#mc?.reconnect(server, { timeout: CONNECT_MS }).catch(() => {});
  }

  async #begin(plan: Plan, signal: AbortSignal): Promise<void> {
    const mc = this.open(plan.gateway);
    this.#mc = mc;
    mc.on("server", (event) => this.#onServer(event));
    mc.on("status", (status) => this.#onStatus(status));
    mc.on("ack", (ack) => this.#onAck(ack));
    mc.on("link", (state) => {
      this.#link.onLink(state);
      this.changed();
    });
    mc.on("error", ({ code, message }) => this.log.add("warning", t("word.gateway"), message, code));
    mc.on("close", (closing) => {
      this.#isConnectionClosed = true;
      this.#lost(closeText(closing));
    });
    await mc.connect(plan.addresses, { require: plan.require, timeout: CONNECT_MS, signal });
    const stream = await mc.publish(STREAM_NAME, { ...publishOptions(plan), timeout: 8000, signal });
    this.#stream = stream;
    this.#replaced && stream.attach(this.#replaced);
    stream.on("dropping", (dropping) => this.#encoder.onDropping(dropping));
    stream.on("target", (target) => this.#encoder.onTarget(target));
    if (stream.stats.target !== undefined) {
      this.#encoder.onTarget(stream.stats.target);
    }
    stream.on("error", (error) => this.log.add("error", t("word.studio"), errorText(error), error.code));
    stream.on("stats", (stats) => this.#onStats(stats));
    stream.on("close", () => this.#lost(t("broadcast.closed")));
    this.#link.acknowledged();
    this.#enter("live", t("broadcast.live"));
    this.log.add("good", t("word.studio"), t("broadcast.liveWith", { formats: formatsText(stream) }));
  }

  async #fail(error: Error): Promise<void> {
    if (this.#phase !== "starting") {
      return;
    }
    const canceled = error.name === "AbortError";
    this.#failure = canceled ? undefined : "code" in error ? errorText(error as MultiConnectionError) : error.message;
    const text = canceled ? t("broadcast.canceled") : (this.#failure ?? "");
    this.log.add(canceled ? "info" : "error", t("word.studio"), text, canceled ? undefined : error.message);
    await this.#mc?.close();
    this.#finish(text);
  }

  /** Ends the broadcast after a failure. */
  #lost(why: string): void {
    if (this.#phase !== "live") {
      return;
    }
    this.#failure = why;
    this.#events.say("error", why);
    this.#enter("ending", why);
    void this.#mc?.close();
    this.#finish(why);
  }

  #finish(announcement: string): void {
    this.#stream = undefined;
    this.#mc = undefined;
    this.#enter("idle", announcement);
  }

  #onServer(event: Server): void {
    const change = this.#legs.update(event, this.now());
    if (change === undefined) {
      return;
    }
    const { leg, isRetry } = change;
    // Only the first reconnect attempt is reported, and not that all servers are gone because the gateway is. A server is
    // live once it receives media.
    const isReported = !(event.attempt !== undefined && isRetry) && !this.#isConnectionClosed;
    if (isReported && !(this.#phase === "live" && event.state === "Live")) {
      this.#events.server(leg, event.state === "Live" ? t("card.connected") : t(`state.${event.state}`));
    }
    this.#endIfAllGone();
    this.changed();
  }

  #onStatus(status: NetStatus): void {
    const { server, stream } = status;
    // A played stream's player shows its state.
    if (stream === undefined || this.#stream === undefined || stream === this.#stream.number) {
      this.#events.status(status, server === undefined ? undefined : this.#legs.find(server)?.leg.name);
    }
  }

  #onAck(ack: Ack): void {
    this.#link.acknowledged();
    this.quality.count(this.now(), ack.bytes);
    for (const leg of this.#legs.acknowledge(ack, this.now())) {
      this.#events.server(leg, leg.wasLost ? t("broadcast.liveAgain") : t(`state.${leg.state}`));
      leg.wasLost = false;
      this.#hasDelivered = true;
    }
    this.changed();
  }

  #onStats(stats: StreamStats): void {
    this.#sent = { timestamp: stats.timestamp, at: this.now() };
    this.#encoder.onStats(stats);
    this.changed();
  }

  #createLink(): GatewayLink {
    return new GatewayLink(this.now, this.network, this.#events);
  }

  #createEncoder(quality: Quality, frameRate: number): EncoderHealth {
    const say = (severity: Severity, text: string) => this.#events.say(severity, text);
    return new EncoderHealth(quality, frameRate, () => this.network.isOnline && this.#link.isUp, say);
  }

  #measureAir(): void {
    this.#air.update(this.now(), this.isOnAir);
  }

  override changed(): void {
    this.#measureAir();
    super.changed();
  }

  #enter(phase: Phase, announcement: string): void {
    this.#measureAir();
    this.#phase = phase;
    this.#events.announce(announcement);
    this.changed();
  }
}

/** Timeout of a clean disconnect, in milliseconds. */
const END_MS = 3000;

/** Timeout of a connection to a server, in milliseconds. */
const CONNECT_MS = 8000;

/** Timeout of the playback from a server, in milliseconds. */
const PLAY_MS = 8000;

/** Longest interval between two acknowledgements, in milliseconds. */
const STATS_MS = 500;
