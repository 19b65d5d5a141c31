import { describe, expect, it, vi } from "vitest";
import { FakeSharedObjects } from "../../../../fake-gateway/fake-shared-objects.ts";
import { Bench } from "../../../../sdk/test/support/in-memory.ts";
import { GONE_MS, HEARTBEAT_MS, Participants, slotOf } from "./participants.ts";
import { Room } from "./room.ts";

const A = "rtmp://a.example/live";

describe("participants", () => {
  const slot = (name: string, stream?: string) => slotOf({ name, ...(stream !== undefined && { stream }) }, 0);

  it("are read from valid slots, the user first", () => {
    const people = new Participants("me");
    expect(people.update("z", slot("Zoe")).joined?.name).toBe("Zoe");
    people.update("me", slot("Mia", "room-me"));
    people.update("a", slot("Ada"));
    people.update("odd", "not a participant");
    expect(people.list.map(({ name }) => name)).toStrictEqual(["Mia", "Ada", "Zoe"]);
    expect(people.list[0]).toMatchObject({ isMe: true, stream: "room-me" });
    expect(people.update("a", slot("Ada", "room-a"))).toStrictEqual({});
    expect(people.update("a", undefined).left?.stream).toBe("room-a");
    expect(people.update("a", undefined)).toStrictEqual({});
  });

  it("are gone after a time without heartbeats", () => {
    let now = 0;
    const people = new Participants("me", () => now);
    people.update("me", slot("Mia"));
    people.update("a", slot("Ada"));
    people.update("z", slot("Zoe"));
    const swept: string[][] = [];
    for (; now <= GONE_MS; now += HEARTBEAT_MS) {
      people.update("z", slot("Zoe"));
      swept.push(people.sweep());
    }
    expect(swept.flat()).toStrictEqual([]);
    expect(people.sweep()).toStrictEqual(["a"]);
  });

  it("are not gone after a suspension of this computer", () => {
    let now = 0;
    const people = new Participants("me", () => now);
    people.update("a", slot("Ada"));
    now = 3_600_000;
    expect(people.sweep()).toStrictEqual([]);
    for (const end = now + GONE_MS; now <= end; now += HEARTBEAT_MS) {
      expect(people.sweep()).toStrictEqual([]);
    }
    expect(people.sweep()).toStrictEqual(["a"]);
  });
});

/** Participants in the rooms of one server, whose heartbeats are triggered by the test. */
class Chat implements AsyncDisposable {
  readonly #objects = new FakeSharedObjects();
  readonly #benches: Bench[] = [];
  readonly #heartbeats = new Set<() => void>();
  now = 0;

  async enter(name: string, room = "lobby"): Promise<{ room: Room; bench: Bench }> {
    const bench = new Bench({ objects: this.#objects });
    this.#benches.push(bench);
    const every = (_: number, tick: () => void) => {
      this.#heartbeats.add(tick);
      return () => void this.#heartbeats.delete(tick);
    };
    const entered = new Room(
      every,
      () => bench.mc,
      () => this.now,
    );
    await entered.join("", [A], { name, room });
    return { room: entered, bench };
  }

  heartbeat(): void {
    this.now += HEARTBEAT_MS;
    for (const tick of [...this.#heartbeats]) {
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
  it("shows participants that join and leave", async () => {
    await using chat = new Chat();
    const { room: ada } = await chat.enter(" Ada ");
    const { room: grace } = await chat.enter("Grace");
    await chat.enter("Eve", "elsewhere");
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada", "Grace"]));
    await vi.waitFor(() => expect(names(grace)).toStrictEqual(["Grace", "Ada"]));
    await grace.leave();
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada"]));
    expect(texts(ada)).toStrictEqual(["Grace joined.", "Grace left."]);
    expect(grace.phase).toBe("closed");
  });

  it("shows a message immediately and sends it to all participants", async () => {
    await using chat = new Chat();
    const { room: ada } = await chat.enter("Ada");
    const { room: grace } = await chat.enter("Grace");
    ada.say("  hello  ");
    expect(ada.lines.at(-1)).toMatchObject({ name: "Ada", text: "hello", isMine: true, sent: false });
    await vi.waitFor(() => expect(ada.lines.at(-1)?.sent).toBe(true));
    await vi.waitFor(() => expect(grace.lines.at(-1)).toMatchObject({ name: "Ada", text: "hello", isMine: false }));
    ada.say("   ");
    expect(texts(ada).filter((text) => text === "hello" || text === "")).toStrictEqual(["hello"]);
    for (let i = 0; i < 320; i++) {
      grace.say(`line ${i}`);
      // Limits the number of pending requests.
      await (i % 40 === 39 && vi.waitFor(() => expect(ada.lines.at(-1)?.text).toBe(`line ${i}`)));
    }
    expect(ada.lines).toHaveLength(300);
  });

  it("removes participants that are gone, and restores one that was removed by mistake", async () => {
    await using chat = new Chat();
    const { room: ada } = await chat.enter("Ada");
    const { bench } = await chat.enter("Grace");
    const { room: eve } = await chat.enter("Eve");
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada", "Eve", "Grace"]));
    bench.socket.end(1006);
    for (let waited = 0; waited <= GONE_MS + HEARTBEAT_MS; waited += HEARTBEAT_MS) {
      chat.heartbeat();
      await vi.waitFor(() => expect(bench.requestTypes).toContain("setSlots"));
      await new Promise((turn) => setTimeout(turn));
    }
    await vi.waitFor(() => expect(names(ada)).toStrictEqual(["Ada", "Eve"]));

    const { room: late, bench: lates } = await chat.enter("Late");
    await vi.waitFor(() => expect(names(late)).toStrictEqual(["Late", "Ada", "Eve"]));
    lates.gateway.text(
      JSON.stringify({ id: 999, type: "setSlots", name: "room_lobby", changes: [{ path: [eve.me] }] }),
    );
    await vi.waitFor(() => expect(texts(ada)).toContain("Eve left."));
    await vi.waitFor(() => expect(names(ada)).toContain("Eve"));
  });

  it("ignores malformed slots and messages", async () => {
    await using chat = new Chat();
    const { room, bench } = await chat.enter("Ada");
    const message = { type: "message", name: "room_lobby", server: 0 } as const;
    bench.gateway.emit({ ...message, handler: "say", args: [] });
    bench.gateway.emit({ ...message, handler: "say", args: [{ id: 5, text: null }] });
    bench.gateway.emit({ ...message, handler: "other", args: ["x"] });
    bench.gateway.emit({
      type: "sync",
      name: "room_lobby",
      changes: [{ code: "change", slot: "x", value: { name: 5 } }],
    });
    bench.gateway.emit({
      ...message,
      handler: "say",
      args: [{ id: "1", from: "x", name: "y".repeat(100), text: "z".repeat(5000) }],
    });
    await vi.waitFor(() => expect(room.lines).toHaveLength(1));
    expect(room.lines[0]?.name).toHaveLength(60);
    expect(room.lines[0]?.text).toHaveLength(1000);
    expect(names(room)).toStrictEqual(["Ada"]);
  });
});
