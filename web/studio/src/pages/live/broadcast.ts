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
import { duration } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { Model } from "../../shared/model.ts";
import { type Leg, STREAM_NAME } from "../../shared/servers/destinations.ts";
import { causeText, closeText, errorText, linkText, STATE_TONES, type Tone } from "../../shared/status-text.ts";
import { type Health, linkHealth, liveHealth } from "./health.ts";
import { LegList } from "./leg-list.ts";
import type { LegState } from "./leg-state.ts";
import type { Plan } from "./plan.ts";
import { adaptiveOf, isReduced, Quality, reducedText } from "./quality.ts";

/**
 * idle ──start──► starting ──published──► live ──stop──► ending ──► idle
 * starting, live ──failure──► idle
 */
export type Phase = "idle" | "starting" | "live" | "ending";

/** Health of a page that has not broadcast yet. */
export const READY: Health = { tone: "idle", text: t("broadcast.ready") };

/** Broadcast of the Live page. Can be started again after it has ended. */
export class Broadcast extends Model {
  #phase: Phase = "idle";
  #legs = new LegList();
  #mc: MultiConnection | undefined;
  #stream: PublishedStream | undefined;
  #abort = new AbortController();
  #liveSince = 0;
  #endedAfter: number | undefined;
  #failure: string | undefined;
  #dropping = false;
  /** Last link event and its time. Undefined until the connection to the gateway changes for the first time. */
  #link: { state: LinkState; at: number } | undefined;
  #announcement = "";
  /** Last timestamp that the gateway acknowledged, and the time of the acknowledgement. */
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
    return this.#announcement;
  }

  /** Duration of this broadcast, or of the last one, in milliseconds. */
  get elapsed(): number {
    return this.#phase === "live" ? this.now() - this.#liveSince : (this.#endedAfter ?? 0);
  }

  /** Stream time that has reached the gateway, in milliseconds. Undefined if the broadcast is not live. */
  get sentMs(): number | undefined {
    const since = this.now() - this.#sent.at;
    return this.#phase === "live" ? this.#sent.timestamp + Math.min(since, STATS_MS) : undefined;
  }

  /** Sent bitrate compared with the chosen bitrate. */
  get quality(): Quality {
    return this.#quality;
  }

  get health(): Health {
    return this.#linkHealth() ?? this.#health();
  }

  /** Whether the broadcast is live and connected to the gateway. */
  get isOnAir(): boolean {
    return this.#phase === "live" && this.#link?.state.state !== "reconnecting";
  }

  #linkHealth(): Health | undefined {
    const isOver = this.#phase === "idle" || this.#phase === "ending";
    return this.#link === undefined || isOver ? undefined : linkHealth(this.#link.state, this.now() - this.#link.at);
  }

  #health(): Health {
    const ended =
      this.#endedAfter === undefined ? undefined : t("broadcast.endedAfter", { duration: duration(this.#endedAfter) });
    switch (this.#phase) {
      case "idle":
        return this.#failure
          ? { tone: "bad", text: this.#failure }
          : ended === undefined
            ? READY
            : { tone: "idle", text: ended };
      case "starting":
        return { tone: "busy", text: t("broadcast.connecting", { count: this.legs.length }) };
      case "live":
        return liveHealth(this.legs, this.#dropping, this.#quality.target);
      case "ending":
        return { tone: "busy", text: t("broadcast.ending") };
    }
  }

  /** Goes live. Never rejects: {@link failure} describes errors. */
  async start(plan: Plan): Promise<void> {
    if (this.#phase !== "idle") {
      return;
    }
    this.#abort = new AbortController();
    this.#legs = new LegList(plan.legs);
    this.#failure = undefined;
    this.#endedAfter = undefined;
    this.#dropping = false;
    this.#link = undefined;
    this.#quality = new Quality(plan.preset.audioBitrate);
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
      this.#endedAfter = this.elapsed;
      this.#enter("ending", t("broadcast.ending"));
      // Disconnects cleanly if the gateway responds in time, and closes in any case.
      await Promise.race([
        this.#mc?.disconnect().catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, END_MS)),
      ]);
      await this.#mc?.close();
      this.#finish(t("broadcast.ended", { duration: duration(this.#endedAfter) }));
    }
  }

  /** Switches to another camera or microphone while live. */
  attach(sources: { video?: Source; audio?: Source }): void {
    this.#stream?.attach(sources);
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
    mc.on("link", (link) => this.#onLink(link));
    mc.on("error", ({ code, message }) => this.log.add("warning", t("word.gateway"), message, code));
    mc.on("close", (closing) => this.#lost(closeText(closing)));
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
    stream.on("ended", (track) => this.log.add("warning", t("word.studio"), t(`broadcast.stopped.${track}`)));
    stream.on("error", (error) => this.log.add("error", t("word.studio"), errorText(error), error.code));
    stream.on("stats", ({ timestamp }) => {
      this.#sent = { timestamp, at: this.now() };
    });
    stream.on("close", () => this.#lost(t("broadcast.closed")));
    this.#liveSince = this.now();
    this.#enter("live", t("broadcast.live"));
    this.log.add("good", t("word.studio"), t("broadcast.liveWith", { formats: describe(stream) }));
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
    this.#endedAfter = this.elapsed;
    this.#failure = why;
    this.log.add("error", t("word.studio"), why);
    this.#phase = "ending";
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
    const { leg, wasLost } = change;
    // Only the first reconnect attempt is reported.
    if (event.attempt === undefined || !wasLost) {
      this.#report(leg, wasLost && event.state === "Live" ? t("broadcast.liveAgain") : t(`state.${event.state}`));
    }
    this.#endIfAllGone();
    this.changed();
  }

  /** Logs and announces the state of a server. */
  #report({ leg, state, cause, detail }: LegState, label: string): void {
    const text = [label, causeText(cause)].filter(Boolean).join(". ");
    this.log.add(SEVERITIES[STATE_TONES[state]], leg.name, detail === undefined ? text : `${text} (${detail})`, cause);
    this.#announcement = `${leg.name}: ${text}`;
  }

  #onStatus({ level, code, description, server, stream }: NetStatus): void {
    if (stream !== undefined && this.#stream !== undefined && stream !== this.#stream.number) {
      // Belongs to a played stream, whose player shows its state.
      return;
    }
    const source =
      server === undefined
        ? t("word.allDestinations")
        : (this.#legs.find(server)?.leg.name ?? t("word.server", { server }));
    const severity = level === "status" ? "info" : level;
    this.log.add(severity, source, description || code, code);
  }

  #onAck(ack: Ack): void {
    this.#quality.count(this.now(), ack.bytes);
    this.#legs.acknowledge(ack, this.now());
    this.changed();
  }

  /** Logs changes of the link without alarm, as it reconnects on its own. Only the first attempt is logged. */
  #onLink(state: LinkState): void {
    const before = this.#link?.state.state;
    this.#link = { state, at: this.now() };
    if (state.state !== before) {
      const text = linkText(state);
      this.log.add(state.state === "connected" ? "good" : "info", t("word.gateway"), text);
      this.#announcement = text;
    }
    this.changed();
  }

  #onDropping(dropping: boolean): void {
    this.#dropping = dropping;
    const text = dropping ? t("health.dropping") : t("health.fastAgain");
    this.log.add(dropping ? "warning" : "good", t("word.studio"), text);
    this.#announcement = text;
    this.changed();
  }

  /** Logs when the quality becomes reduced, and when it is full again. The graph shows values in between. */
  #onTarget(target: Target): void {
    if (this.#quality.aim(target)) {
      const text = isReduced(target) ? reducedText(target) : t("quality.fullAgain");
      this.log.add(isReduced(target) ? "info" : "good", t("word.studio"), text);
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

/** Timeout of a clean disconnect, in milliseconds. */
const END_MS = 3000;

/** Timeout of a connection to a server, in milliseconds. */
const CONNECT_MS = 8000;

/** Timeout of the playback from a server, in milliseconds. */
const PLAY_MS = 8000;

/** Longest interval between two acknowledgements, in milliseconds. */
const STATS_MS = 500;

const SEVERITIES: Record<Tone, Severity> = {
  idle: "info",
  busy: "info",
  good: "good",
  warning: "warning",
  bad: "error",
};

function describe({ formats: { video, audio } }: PublishedStream): string {
  const videoText =
    video &&
    t("broadcast.video", { ...video, width: String(video.width), height: String(video.height), rate: video.frameRate });
  const audioText =
    audio && t(audio.channels === 2 ? "broadcast.stereo" : "broadcast.mono", { rate: audio.sampleRate / 1000 });
  return [videoText, audioText].filter(Boolean).join(", ");
}
