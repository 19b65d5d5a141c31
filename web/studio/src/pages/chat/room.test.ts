import { describe, expect, it, vi } from "vitest";
import { FakeSharedObjects } from "../../../../fake-gateway/fake-shared-objects.ts";
import { Bench } from "../../../../sdk/test/support/in-memory.ts";
import { BEAT_MS, GONE_MS, Participants, slotOf } from "./participants.ts";
import { Room } from "./room.ts";

const A = "rtmp://a.example/live";

describe("participants", () => {
  const slot = (name: string, stream?: string) => slotOf({ name, ...(stream !== undefined && { stream }) }, 0);

  it("are those whose slots say so, this one first", () => {
    const people = new Participants("me");
    expect(people.heard("z", slot("Zoe")).came?.name).toBe("Zoe");
    people.heard("me", slot("Mia", "room-me"));
    people.heard("a", slot("Ada"));
    people.heard("odd", "not a participant");
    expect(people.list.map(({ name }) => name)).toStrictEqual(["Mia", "Ada", "Zoe"]);
    expect(people.list[0]).toMatchObject({ isMe: true, stream: "room-me" });
    expect(people.heard("a", slot("Ada", "room-a"))).toStrictEqual({});
    expect(people.heard("a", undefined).left?.stream).toBe("room-a");
    expect(people.heard("a", undefined)).toStrictEqual({});
  });

  it("have vanished when they have told nothing for long", () => {
    let now = 0;
    const people = new Participants("me", () => now);
    people.heard("me", slot("Mia"));
    people.heard("a", slot("Ada"));
    people.heard("z", slot("Zoe"));
    const swept: string[][] = [];
    for (; now <= GONE_MS; now += BEAT_MS) {
      people.heard("z", slot("Zoe"));
      swept.push(people.sweep());
    }
    expect(swept.flat()).toStrictEqual([]);
    expect(people.sweep()).toStrictEqual(["a"]);
  });

  it("have not, for one who has slept", () => {
    let now = 0;
    const people = new Participants("me", () => now);
    people.heard("a", slot("Ada"));
    now = 3_600_000;
    expect(people.sweep()).toStrictEqual([]);
    for (const end = now + GONE_MS; now <= end; now += BEAT_MS) {
      expect(people.sweep()).toStrictEqual([]);
    }
    expect(people.sweep()).toStrictEqual(["a"]);
  });
});

/** People in the rooms of one server, whose beats come when the test says so. */
class House implements AsyncDisposable {
  readonly #objects = new FakeSharedObjects();
  readonly #benches: Bench[] = [];
  readonly #beats = new Set<() => void>();
  now = 0;

  async enter(name: string, room = "lobby"): Promise<{ room: Room; bench: Bench }> {
    const bench = new Bench({ objects: this.#objects });
    this.#benches.push(bench);
    const every = (_: number, tick: () => void) => {
      this.#beats.add(tick);
      return () => void this.#beats.delete(tick);
    };
    const entered = new Room(
      every,
      () => bench.mc,
      () => this.now,
    );
    await entered.join("", [A], { name, room });
    return { room: entered, bench };
  }

  beat(): void {
    this.now += BEAT_MS;
    for (const tick of [...this.#beats]) {
      tick();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#benches.map(({ mc }) => mc.close()));
  }
}

const names = (room: Room) => room.participants.map(({ name }) => name);
const texts = (room: Room) => room.lines.map(({ text }) => text);

describe("a room", () => {
  it("knows who comes and who leaves", async () => {
    await using house = new House();
    const { room: ada } = await house.enter(" Ada ");
    const { room: grace } = await house.enter("Grace");
    await house.enter("Eve", "elsewhere");
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada", "Grace"]));
    await vi.waitFor(() => expect(names(grace)).toStrictEqual(["Grace", "Ada"]));
    await grace.leave();
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada"]));
    expect(texts(ada)).toStrictEqual(["Grace is here.", "Grace has left."]);
    expect(grace.phase).toBe("closed");
  });

  it("shows what one says at once, and to everybody", async () => {
    await using house = new House();
    const { room: ada } = await house.enter("Ada");
    const { room: grace } = await house.enter("Grace");
    ada.say("  hello  ");
    expect(ada.lines.at(-1)).toMatchObject({ name: "Ada", text: "hello", isMine: true, sent: false });
    await vi.waitFor(() => expect(ada.lines.at(-1)?.sent).toBe(true));
    await vi.waitFor(() => expect(grace.lines.at(-1)).toMatchObject({ name: "Ada", text: "hello", isMine: false }));
    ada.say("   ");
    expect(texts(ada).filter((text) => text === "hello" || text === "")).toStrictEqual(["hello"]);
    for (let i = 0; i < 320; i++) {
      grace.say(`line ${i}`);
      // No more are under way than the session takes.
      await (i % 40 === 39 && vi.waitFor(() => expect(ada.lines.at(-1)?.text).toBe(`line ${i}`)));
    }
    expect(ada.lines).toHaveLength(300);
  });

  it("clears away who has vanished, and takes back who was only thought to have", async () => {
    await using house = new House();
    const { room: ada } = await house.enter("Ada");
    const { bench } = await house.enter("Grace");
    const { room: eve } = await house.enter("Eve");
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada", "Eve", "Grace"]));
    bench.socket.end(1006);
    for (let waited = 0; waited <= GONE_MS + BEAT_MS; waited += BEAT_MS) {
      house.beat();
      await vi.waitFor(() => expect(bench.asked).toContain("setSlots"));
      await new Promise((turn) => setTimeout(turn));
    }
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada", "Eve"]));

    const { room: late, bench: lates } = await house.enter("Late");
    await vi.waitFor(() => expect(names(late)).toStrictEqual(["Late", "Ada", "Eve"]));
    lates.gateway.text(
      JSON.stringify({ id: 999, type: "setSlots", name: "room_lobby", changes: [{ path: [eve.me] }] }),
    );
    await vi.waitFor(() => expect(texts(ada)).toContain("Eve has left."));
    await vi.waitFor(() => expect(names(ada)).toContain("Eve"));
  });

  it("bears whatever others write and send", async () => {
    await using house = new House();
    const { room, bench } = await house.enter("Ada");
    const news = { type: "message", name: "room_lobby", server: 0 } as const;
    bench.gateway.news({ ...news, handler: "say", args: [] });
    bench.gateway.news({ ...news, handler: "say", args: [{ id: 5, text: null }] });
    bench.gateway.news({ ...news, handler: "other", args: ["x"] });
    bench.gateway.news({
      type: "sync",
      name: "room_lobby",
      changes: [{ code: "change", slot: "x", value: { name: 5 } }],
    });
    bench.gateway.news({
      ...news,
      handler: "say",
      args: [{ id: "1", from: "x", name: "y".repeat(100), text: "z".repeat(5000) }],
    });
    await vi.waitFor(() => expect(room.lines).toHaveLength(1));
    expect(room.lines[0]?.name).toHaveLength(60);
    expect(room.lines[0]?.text).toHaveLength(1000);
    expect(names(room)).toStrictEqual(["Ada"]);
  });
});
