import type { State } from "multiconnection";
import { describe, expect, it } from "vitest";
import { Model } from "../../../shared/model.ts";
import { type Observed, type ObservedLeg, SummaryRecorder } from "./recorder.ts";
import { summaryText } from "./summary-text.ts";

type Leg = { -readonly [K in keyof ObservedLeg]: ObservedLeg[K] } & { attempt?: number };

const START = new Date("2026-11-30T12:00:00Z");

/** Broadcast with a clock of its own, which a test moves through its states. */
class FakeBroadcast extends Model implements Observed {
  phase: Observed["phase"] = "idle";
  legs: Leg[] = [];
  isLinkUp = false;
  elapsed = 0;
  failure: string | undefined;
  encoder: { stats: Observed["encoder"]["stats"] } = { stats: undefined };
  ms = 1000;
  readonly now = () => this.ms;
  readonly recorder = new SummaryRecorder(this, () => START);

  goLive(...names: string[]): void {
    this.legs = names.map((name, i) => leg(name, i));
    this.#enter("starting");
    this.#enter("live");
  }

  /** Lets time pass in which each connected server is sent 1000 bytes a millisecond, acknowledged every 250 ms. */
  pass(ms: number): void {
    for (let t = 0; t < ms; t += 250) {
      this.ms += 250;
      this.elapsed += 250;
      const acked = (this.encoder.stats?.ackedBytes ?? 0) + (this.isLinkUp ? 250_000 : 0);
      this.encoder.stats = { ackedBytes: acked, videoFrames: acked / 25_000, dropped: 3 };
      for (const each of this.legs.filter(({ state }) => state === "Live")) {
        each.sentBytes += 250_000;
      }
      this.changed();
    }
  }

  set(server: number, state: State, change: { [K in keyof Leg]?: Leg[K] | undefined } = {}): void {
    const found = this.legs.find((each) => each.server === server);
    Object.assign(found ?? {}, { state, ...change });
    this.changed();
  }

  end(failure?: string): void {
    this.failure = failure;
    if (failure === undefined) {
      this.#enter("ending");
      this.ms += 700;
      for (const { server } of this.legs) {
        this.set(server, "Closed", { cause: undefined });
      }
    }
    this.encoder.stats = undefined;
    this.#enter("idle");
  }

  #enter(phase: Observed["phase"]): void {
    this.phase = phase;
    this.isLinkUp = phase === "live";
    this.changed();
  }
}

function leg(name: string, server: number): Leg {
  const details = { destination: name, name, url: `rtmp://${name}/live`, key: "s3cret" };
  return { server, leg: details, state: "Live", sentBytes: 0, dropped: 0 };
}

describe("the summary of a broadcast", () => {
  it("has duration, bitrate and frames, and a row for each server", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example", "b.example");
    expect(broadcast.recorder.last).toBeUndefined();
    broadcast.pass(10_000);
    broadcast.end();
    const server = {
      liveMs: 10_000,
      averageBitrate: 8e6,
      droppedFrames: 0,
      reconnects: 0,
      outageMs: 0,
      state: "Closed",
    };
    expect(broadcast.recorder.last).toMatchObject({
      started: "2026-11-30T12:00:00.000Z",
      durationMs: 10_000,
      averageBitrate: 8e6,
      sentBytes: 1e7,
      videoFrames: 400,
      droppedFrames: 3,
      reconnects: 0,
      outageMs: 0,
      servers: [
        { name: "a.example", url: "rtmp://a.example/live", ...server },
        { name: "b.example", ...server },
      ],
    });
    expect(broadcast.recorder.last).not.toHaveProperty("failure");
  });

  it("counts reconnects and outages of a server, whose counters restart", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example", "b.example");
    broadcast.pass(4000);
    broadcast.set(1, "Recovering", { attempt: 1, cause: "lost" });
    broadcast.pass(500);
    broadcast.set(1, "Connecting", { attempt: 1 });
    broadcast.pass(500);
    broadcast.set(1, "Live", { sentBytes: 0, dropped: 2 });
    broadcast.pass(2000);
    broadcast.set(1, "Lagging", { dropped: 7 });
    broadcast.pass(1000);
    broadcast.set(1, "Recovering", { attempt: 1 });
    broadcast.pass(2000);
    broadcast.set(1, "Failed", { cause: "timeout" });
    broadcast.pass(2000);
    broadcast.end();
    const [a, b] = broadcast.recorder.last?.servers ?? [];
    expect(a).toMatchObject({ liveMs: 12_000, outageMs: 0, reconnects: 0 });
    expect(b).toMatchObject({ liveMs: 7000, outageMs: 5000, reconnects: 1, sentBytes: 6e6, droppedFrames: 7 });
  });

  it("keeps the state and the cause of a server that was not connected at the end", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example", "down.example", "failed.example");
    broadcast.set(1, "Recovering", { cause: "unreachable" });
    broadcast.set(2, "Failed", { cause: "timeout" });
    broadcast.pass(1000);
    broadcast.end();
    const ends = broadcast.recorder.last?.servers.map(({ state, cause }) => [state, cause]);
    expect(ends).toStrictEqual([
      ["Closed", undefined],
      ["Recovering", "unreachable"],
      ["Failed", "timeout"],
    ]);
  });

  it("counts outages of the connection to the gateway", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example");
    broadcast.pass(1000);
    broadcast.isLinkUp = false;
    broadcast.pass(3000);
    broadcast.isLinkUp = true;
    broadcast.pass(1000);
    broadcast.end();
    expect(broadcast.recorder.last).toMatchObject({ reconnects: 1, outageMs: 3000, durationMs: 5000 });
  });

  it("has the failure and the causes of a broadcast that ended on its own", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example");
    broadcast.pass(2000);
    Object.assign(broadcast.legs[0] ?? {}, { state: "Failed", cause: "lost" });
    broadcast.end("All destinations failed.");
    expect(broadcast.recorder.last).toMatchObject({
      failure: "All destinations failed.",
      servers: [{ liveMs: 2000, state: "Failed", cause: "lost" }],
    });
  });

  it("keeps servers that left, and servers that were added later", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example", "b.example");
    broadcast.pass(1000);
    broadcast.set(0, "Closed");
    broadcast.legs = [broadcast.legs[1] as Leg, leg("c.example", 2)];
    broadcast.pass(3000);
    broadcast.end();
    const servers = broadcast.recorder.last?.servers ?? [];
    expect(servers.map(({ name, liveMs, outageMs }) => [name, liveMs, outageMs])).toStrictEqual([
      ["a.example", 1000, 0],
      ["b.example", 4000, 0],
      ["c.example", 2750, 0],
    ]);
  });

  it("is bounded, and keeps the servers that are still connected", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("stays.example");
    const [stays] = broadcast.legs as [Leg];
    for (let server = 1; server <= 200; server++) {
      broadcast.legs = [stays, leg(`n${server}.example`, server)];
      broadcast.pass(250);
      broadcast.set(server, "Closed");
    }
    broadcast.end();
    const names = broadcast.recorder.last?.servers.map(({ name }) => name) ?? [];
    expect(names).toHaveLength(64);
    expect([names[0], names.at(-1)]).toStrictEqual(["stays.example", "n200.example"]);
  });

  it("is kept until the next start or until it is dismissed, and absent if the broadcast was never live", () => {
    const broadcast = new FakeBroadcast();
    const { recorder } = broadcast;
    broadcast.goLive("a.example");
    broadcast.end();
    expect(recorder.last).toMatchObject({ durationMs: 0, averageBitrate: 0 });
    broadcast.phase = "starting";
    broadcast.changed();
    expect(recorder.last).toBeUndefined();
    broadcast.phase = "idle";
    broadcast.changed();
    expect(recorder.last).toBeUndefined();
    broadcast.goLive("a.example");
    broadcast.end();
    recorder.dismiss();
    expect(recorder.last).toBeUndefined();
  });

  it("is a plain text without stream keys", () => {
    const broadcast = new FakeBroadcast();
    broadcast.goLive("a.example");
    broadcast.pass(61_000);
    broadcast.set(0, "Recovering", { cause: "lost" });
    broadcast.pass(1500);
    broadcast.end("The gateway is restarting.");
    const text = broadcast.recorder.last === undefined ? "" : summaryText(broadcast.recorder.last);
    expect(text.split("\n").slice(1)).toStrictEqual([
      "The gateway is restarting.",
      "Duration: 01:02",
      "Average bitrate: 8.0 Mbit/s",
      "Video frames sent: 2,500",
      "Dropped frames: 3",
      "Reconnects to the gateway: 0",
      "",
      "a.example (rtmp://a.example/live)",
      "Not connected. The connection was lost.",
      "Time live: 01:01",
      "Average bitrate: 8.0 Mbit/s",
      "Dropped frames: 0",
      "Reconnects: 0 · 1.5 s outage",
      "",
    ]);
    expect(JSON.stringify(broadcast.recorder.last)).not.toContain("s3cret");
  });
});
