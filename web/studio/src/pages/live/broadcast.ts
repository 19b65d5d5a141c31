import type {
  Ack,
  LinkState,
  MultiConnection,
  MultiConnectionError,
  NetStatus,
  PlayedStream,
  PublishedStream,
  Server,
  ServerAddress,
  Source,
  Target,
} from "multiconnection";
import type { EventLog, Severity } from "../../shared/events/event-log.ts";
import { duration, plural } from "../../shared/format.ts";
import { Model } from "../../shared/model.ts";
import { type Leg, STREAM_NAME } from "../../shared/servers/destinations.ts";
import { nameOf, shown } from "../../shared/servers/services.ts";
import {
  causeWords,
  closeWords,
  errorWords,
  linkWords,
  STATE_TONES,
  STATE_WORDS,
  type Tone,
} from "../../shared/status-text.ts";
import { type Health, linkHealth, liveHealth } from "./health.ts";
import { begin, enter, isGone, type LegState } from "./leg-state.ts";
import type { Plan } from "./plan.ts";
import { adaptiveOf, isReduced, Quality, reasonWords, shareWords } from "./quality.ts";

/**
 * idle ──start──► starting ──published──► live ──stop──► ending ──► idle
 * starting, live ──failure──► idle
 */
export type Phase = "idle" | "starting" | "live" | "ending";

/** One broadcast after the other. */
export class Broadcast extends Model {
  #phase: Phase = "idle";
  #legs: LegState[] = [];
  /** Legs that are being added, until the gateway gives them numbers. */
  #adding: Leg[] = [];
  #mc: MultiConnection | undefined;
  #stream: PublishedStream | undefined;
  #abort = new AbortController();
  #liveSince = 0;
  #endedAfter: number | undefined;
  #failure: string | undefined;
  #dropping = false;
  /** The link to the gateway, and since when it is so; nothing before it has ever changed. */
  #link: { state: LinkState; at: number } | undefined;
  #announcement = "";
  /** The last timestamp that the gateway has acknowledged, and when. */
  #sent = { timestamp: 0, at: 0 };
  #quality = new Quality();

  constructor(
    readonly log: EventLog,
    readonly open: (url: string) => MultiConnection,
    readonly now: () => number = () => performance.now(),
  ) {
    super();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The servers of this broadcast, or of the last one. */
  get legs(): readonly LegState[] {
    return this.#legs;
  }

  /** Why the last broadcast did not begin, or ended before it was asked to. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** What those who cannot see the page should hear. */
  get announcement(): string {
    return this.#announcement;
  }

  /** How long it has been live, or was, in milliseconds. */
  get elapsed(): number {
    return this.#phase === "live" ? this.now() - this.#liveSince : (this.#endedAfter ?? 0);
  }

  /** Milliseconds of the stream that have reached the gateway by now; nothing if it is not live. */
  get sentMs(): number | undefined {
    const since = this.now() - this.#sent.at;
    return this.#phase === "live" ? this.#sent.timestamp + Math.min(since, STATS_MS) : undefined;
  }

  /** What is sent, against what is wished. */
  get quality(): Quality {
    return this.#quality;
  }

  get health(): Health {
    return this.#linkHealth() ?? this.#health();
  }

  /** Whether it is live, and what is sent reaches the gateway. */
  get isOnAir(): boolean {
    return this.#phase === "live" && this.#link?.state.state !== "reconnecting";
  }

  #linkHealth(): Health | undefined {
    const isOver = this.#phase === "idle" || this.#phase === "ending";
    return this.#link === undefined || isOver ? undefined : linkHealth(this.#link.state, this.now() - this.#link.at);
  }

  #health(): Health {
    const ended = this.#endedAfter === undefined ? undefined : `Ended after ${duration(this.#endedAfter)}.`;
    switch (this.#phase) {
      case "idle":
        return this.#failure ? { tone: "bad", text: this.#failure } : { tone: "idle", text: ended ?? "Ready." };
      case "starting":
        return { tone: "busy", text: `Connecting to ${plural(this.#legs.length, "destination")}…` };
      case "live":
        return liveHealth(this.#legs, this.#dropping, this.#quality.target);
      case "ending":
        return { tone: "busy", text: "Ending the broadcast…" };
    }
  }

  /** Goes live. Never rejects: what goes wrong is in {@link failure}. */
  async start(plan: Plan): Promise<void> {
    if (this.#phase !== "idle") {
      return;
    }
    this.#abort = new AbortController();
    this.#legs = plan.legs.map(begin);
    this.#adding = [];
    this.#failure = undefined;
    this.#endedAfter = undefined;
    this.#dropping = false;
    this.#link = undefined;
    this.#quality = new Quality(plan.preset.audioBitrate);
    this.#enter("starting", `Connecting to ${plural(plan.legs.length, "destination")}.`);
    try {
      await this.#begin(plan, this.#abort.signal);
    } catch (error) {
      await this.#fail(error as Error);
    }
  }

  /** Ends the broadcast, or gives up starting it. */
  async stop(): Promise<void> {
    if (this.#phase === "starting") {
      this.#abort.abort(new DOMException("Given up.", "AbortError"));
    } else if (this.#phase === "live") {
      this.#endedAfter = this.elapsed;
      this.#enter("ending", "Ending the broadcast.");
      // In order if the gateway answers, and in any case.
      await Promise.race([this.#mc?.disconnect().catch(() => {}), new Promise((late) => setTimeout(late, END_MS))]);
      await this.#mc?.close();
      this.#finish(`The broadcast has ended after ${duration(this.#endedAfter)}.`);
    }
  }

  /** Goes on with another camera or microphone, if it is live. */
  attach(sources: { video?: Source; audio?: Source }): void {
    this.#stream?.attach(sources);
  }

  /**
   * Plays what a server delivers of this broadcast, for whoever made it.
   *
   * @throws TypeError if it is not live; and as {@link MultiConnection.play}
   */
  async play(server: number, signal: AbortSignal): Promise<PlayedStream> {
    const [mc, leg] = [this.#mc, this.#leg(server)?.leg];
    if (mc === undefined || leg === undefined || this.#phase !== "live") {
      throw new TypeError("The broadcast is over.");
    }
    return mc.play(leg.key || STREAM_NAME, { servers: [server], timeout: PLAY_MS, signal });
  }

  /** Goes live to one more destination, too, from its next keyframe on. */
  async add(address: ServerAddress, legs: readonly Leg[]): Promise<void> {
    const [mc, stream, key] = [this.#mc, this.#stream, legs[0]?.key];
    if (this.#phase !== "live" || mc === undefined || stream === undefined) {
      return;
    }
    this.#adding.push(...legs);
    try {
      const names = key === undefined ? {} : { names: { [stream.number]: key } };
      await mc.addServer(address, { ...names, timeout: CONNECT_MS });
    } catch (error) {
      this.#adding = this.#adding.filter((each) => !legs.includes(each));
      this.log.add("error", legs[0]?.name ?? "Studio", errorWords(error as MultiConnectionError));
      this.changed();
    }
  }

  /** Ends the broadcast at one server alone. */
  async remove(server: number): Promise<void> {
    const leg = this.#leg(server);
    if (this.#phase === "live" && leg !== undefined && this.#legs.length > 1) {
      await this.#mc?.removeServer(server).catch(() => {});
      this.#legs = this.#legs.filter((each) => each !== leg);
      this.#endIfAlone();
      this.changed();
    }
  }

  #leg(server: number): LegState | undefined {
    return this.#legs.find((each) => each.server === server);
  }

  /** A server that is new: one that was added, or one that nobody knew of as its pool has changed. */
  #take(server: number, url: string): LegState {
    const unknown = { destination: "", name: nameOf(url), url: shown(url), key: "" };
    const made = begin(this.#adding.shift() ?? unknown, server);
    this.#legs.push(made);
    return made;
  }

  #endIfAlone(): void {
    if (this.#phase === "live" && this.#legs.every((each) => isGone(each.state))) {
      this.#lost("All destinations are gone. The cards say why.");
    }
  }

  /** Asks a server again, at once. What becomes of it its card tells. */
  async reconnect(server: number): Promise<void> {
    await this.#mc?.reconnect(server, { timeout: CONNECT_MS }).catch(() => {});
  }

  async #begin(plan: Plan, signal: AbortSignal): Promise<void> {
    const mc = this.open(plan.gateway);
    this.#mc = mc;
    mc.on("server", (server) => this.#server(server));
    mc.on("status", (status) => this.#status(status));
    mc.on("ack", (ack) => this.#ack(ack));
    mc.on("link", (link) => this.#onLink(link));
    mc.on("error", ({ code, message }) => this.log.add("warning", "Gateway", message, code));
    mc.on("close", ({ code }) => this.#lost(closeWords(code)));
    await mc.connect(plan.addresses, { require: plan.require, timeout: CONNECT_MS, signal });
    const { width, height, frameRate, videoBitrate, audioBitrate } = plan.preset;
    const tracks = { video: plan.video, audio: plan.audio, adaptive: adaptiveOf(plan.adapt) };
    const media = { ...tracks, width, height, frameRate, videoBitrate, audioBitrate };
    const names = Object.fromEntries(plan.legs.map(({ key }, server) => [server, key]));
    const stream = await mc.publish(STREAM_NAME, { ...media, names, timeout: 8000, signal });
    this.#stream = stream;
    stream.on("dropping", (dropping) => this.#onDropping(dropping));
    stream.on("target", (target) => this.#onTarget(target));
    if (stream.stats.target !== undefined) {
      this.#onTarget(stream.stats.target);
    }
    stream.on("ended", (track) => this.log.add("warning", "Studio", `The ${track} device has stopped.`));
    stream.on("error", (error) => this.log.add("error", "Studio", errorWords(error), error.code));
    stream.on("stats", ({ timestamp }) => {
      this.#sent = { timestamp, at: this.now() };
    });
    stream.on("close", () => this.#lost("The stream has ended."));
    this.#liveSince = this.now();
    this.#enter("live", "You are live.");
    this.log.add("good", "Studio", `Live with ${describe(stream)}.`);
  }

  async #fail(error: Error): Promise<void> {
    if (this.#phase !== "starting") {
      return;
    }
    const given = error.name === "AbortError";
    this.#failure = given ? undefined : "code" in error ? errorWords(error as MultiConnectionError) : error.message;
    const text = given ? "Given up before it began." : (this.#failure ?? "");
    this.log.add(given ? "info" : "error", "Studio", text, given ? undefined : error.message);
    await this.#mc?.close();
    this.#finish(text);
  }

  /** The broadcast is over without having been asked to. */
  #lost(why: string): void {
    if (this.#phase !== "live") {
      return;
    }
    this.#endedAfter = this.elapsed;
    this.#failure = why;
    this.log.add("error", "Studio", why);
    this.#phase = "ending";
    void this.#mc?.close();
    this.#finish(why);
  }

  #finish(announcement: string): void {
    this.#stream = undefined;
    this.#mc = undefined;
    this.#enter("idle", announcement);
  }

  #server(news: Server): void {
    const { server, url, state, attempt } = news;
    const leg = this.#leg(server) ?? this.#take(server, url);
    if (leg.state === state) {
      return;
    }
    const wasAway = leg.attempt !== undefined;
    enter(leg, news, this.now());
    if (attempt === undefined || !wasAway) {
      this.#tell(leg, wasAway && state === "Live" ? "Live again" : STATE_WORDS[state]);
    }
    this.#endIfAlone();
    this.changed();
  }

  /** Says how a server is now; of attempts to bring it back, the first alone. */
  #tell({ leg, state, cause, detail }: LegState, word: string): void {
    const words = [word, causeWords(cause)].filter(Boolean).join(". ");
    this.log.add(
      SEVERITIES[STATE_TONES[state]],
      leg.name,
      detail === undefined ? words : `${words} (${detail})`,
      cause,
    );
    this.#announcement = `${leg.name}: ${words}`;
  }

  #status({ level, code, description, server, stream }: NetStatus): void {
    if (stream !== undefined && this.#stream !== undefined && stream !== this.#stream.number) {
      // Of a stream that is only watched: its picture says how it is.
      return;
    }
    const source = server === undefined ? "All destinations" : (this.#leg(server)?.leg.name ?? `Server ${server}`);
    const severity = level === "status" ? "info" : level;
    this.log.add(severity, source, description || code, code);
  }

  #ack({ bytes, servers }: Ack): void {
    this.#quality.count(this.now(), bytes);
    for (const { server, queueMs, sentBytes, dropped } of servers) {
      const leg = this.#leg(server);
      if (leg !== undefined && !isGone(leg.state)) {
        Object.assign(leg, { queueMs, sentBytes, dropped });
        leg.rate.count(this.now(), sentBytes);
      }
    }
    this.changed();
  }

  /** Calm: what is lost comes back by itself. Of attempts, the log tells the first alone. */
  #onLink(state: LinkState): void {
    const before = this.#link?.state.state;
    this.#link = { state, at: this.now() };
    if (state.state !== before) {
      const text = linkWords(state);
      this.log.add(state.state === "connected" ? "good" : "info", "Gateway", text);
      this.#announcement = text;
    }
    this.changed();
  }

  #onDropping(dropping: boolean): void {
    this.#dropping = dropping;
    const text = dropping ? "Your upload is too slow: pictures are being dropped." : "Your upload keeps up again.";
    this.log.add(dropping ? "warning" : "good", "Studio", text);
    this.#announcement = text;
    this.changed();
  }

  /** Says when the picture becomes less than is wished, and when it is whole again; what is between one can see. */
  #onTarget(target: Target): void {
    if (this.#quality.aim(target)) {
      const text = isReduced(target) ? `${reasonWords(target)}: ${shareWords(target)}.` : "Full quality again.";
      this.log.add(isReduced(target) ? "info" : "good", "Studio", text);
      this.#announcement = text;
    }
    this.changed();
  }

  #enter(phase: Phase, announcement: string): void {
    this.#phase = phase;
    this.#announcement = announcement;
    this.changed();
  }
}

/** How long an end in order may take, in milliseconds. */
const END_MS = 3000;

/** How long a server has to connect, in milliseconds. */
const CONNECT_MS = 8000;

/** How long a server has to deliver what it gets, in milliseconds. */
const PLAY_MS = 8000;

/** The gateway acknowledges at least so often, in milliseconds. */
const STATS_MS = 500;

const SEVERITIES: Record<Tone, Severity> = {
  idle: "info",
  busy: "info",
  good: "good",
  warning: "warning",
  bad: "error",
};

function describe({ formats: { video, audio } }: PublishedStream): string {
  const picture = video && `${video.width}×${video.height} at ${video.frameRate} fps (${video.codec})`;
  const sound = audio && `${audio.sampleRate / 1000} kHz ${audio.channels === 2 ? "stereo" : "mono"}`;
  return [picture, sound].filter(Boolean).join(", ");
}
