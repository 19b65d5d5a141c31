import { describe, expect, it, vi } from "vitest";
import { FakeRooms } from "../../../fake-gateway/fake-rooms.ts";
import type { Admission, MultiConnectionError } from "../../src/index.ts";
import { Bench } from "../support/in-memory.ts";

const LOBBY = "rtmp://a.example/chat/lobby";

const rooms = () =>
  new FakeRooms({
    chat: {
      master: "rtmp://master.example/rooms",
      state: "current",
      malformed: 0,
      rooms: [
        { id: "lobby", group: "chat", servers: [LOBBY], capacity: 10 },
        { id: "busy", group: "chat", servers: ["rtmp://b.example/chat/busy"], capacity: 10, users: 9 },
        { id: "backstage", servers: ["rtmp://a.example/show"], capacity: 2, guarded: true },
        { id: "cabinet", servers: ["rtmp://c.example/chat"], capacity: 1, users: 1 },
      ],
    },
  });

/** A client, with the sequence of its admission states. */
function visitor(fake: FakeRooms) {
  const bench = new Bench({ rooms: fake });
  const states: string[] = [];
  const tell = (admission: Admission) => {
    states.push(admission.state === "pending" ? `waits for ${admission.waitsFor}` : admission.state);
  };
  bench.mc.on("admission", tell);
  return { bench, mc: bench.mc, states };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: MultiConnectionError) => error,
  );

describe("connect, to a room", () => {
  it("sends room and user, and has the servers of the room", async () => {
    const { bench, mc, states } = visitor(rooms());
    const address = { room: "lobby", directory: "chat", user: "Foo", credentials: "secret" };
    const servers = await mc.connect(address, { timeout: 5000, args: [undefined] });
    expect(servers).toStrictEqual([{ server: 0, url: LOBBY, state: "Live" }]);
    expect(states).toStrictEqual(["accepted"]);
    expect(bench.gateway.requests[0]).toStrictEqual({
      id: 1,
      type: "connect",
      ...address,
      timeout: 5000,
      args: [{ $amf: "undefined" }],
    });
    await mc.close();
  });

  it("enters the best room of a group once the directory is available", async () => {
    const fake = rooms();
    fake.put("chat", { state: "waiting" });
    const { mc, states } = visitor(fake);
    const connected = mc.connect({ group: "chat" });
    const stream = mc.publish("data");
    await vi.waitFor(() => expect(states).toStrictEqual(["waits for directory"]));
    fake.put("chat", { state: "current" });
    expect(await connected).toMatchObject([{ url: LOBBY }]);
    expect(states).toStrictEqual(["waits for directory", "accepted"]);
    // Requests of the meantime were queued.
    expect((await stream).name).toBe("data");
    await mc.close();
  });

  it("waits for an operator, who knows the client by its id", async () => {
    const fake = rooms();
    const { mc } = visitor(fake);
    const pending: string[] = [];
    mc.on("admission", (admission) => admission.state === "pending" && pending.push(admission.pending));
    const connected = mc.connect({ room: "backstage" });
    await vi.waitFor(() => expect(pending).toHaveLength(1));
    const entry = fake.waiting.get(pending[0] ?? "");
    expect(entry && fake.accept(entry)).toStrictEqual({ outcome: "accepted", room: "backstage" });
    expect(await connected).toMatchObject([{ state: "Live" }]);
    await mc.close();
  });

  it("is rejected with the reason, and can be called again", async () => {
    const { mc, states } = visitor(rooms());
    const error = await failure(mc.connect({ room: "cabinet" }));
    const message = "The room cabinet has no free place.";
    expect(error).toMatchObject({ code: "rejected", reason: "full", message, temporary: true });
    const nowhere = await failure(mc.connect({ room: "nowhere" }));
    expect(nowhere).toMatchObject({ code: "rejected", reason: "no-such-room", temporary: false });
    expect(states).toStrictEqual(["rejected", "rejected"]);
    expect(await mc.connect({ room: "lobby" })).toMatchObject([{ url: LOBBY }]);
    await mc.close();
  });

  it("states whether a retry may succeed", async () => {
    const { mc } = visitor(rooms());
    const retryable: boolean[] = [];
    mc.on("status", (status) => retryable.push(status.retryable));
    await failure(mc.connect({ room: "cabinet" }));
    await failure(mc.connect({ room: "nowhere" }));
    expect(retryable).toStrictEqual([true, false]);
    await mc.close();
  });

  it("is cancelled by disconnect, and by a signal", async () => {
    const fake = rooms();
    const { mc, states } = visitor(fake);
    const first = failure(mc.connect({ room: "backstage" }));
    await vi.waitFor(() => expect(states).toHaveLength(1));
    await mc.disconnect();
    expect((await first).code).toBe("setup-failed");
    const giveUp = new AbortController();
    const second = mc.connect({ room: "backstage" }, { signal: giveUp.signal }).catch((reason) => reason);
    await vi.waitFor(() => expect(states).toHaveLength(2));
    giveUp.abort("enough");
    expect(await second).toBe("enough");
    await vi.waitFor(() => expect(fake.waiting.size).toBe(0));
    await mc.close();
  });

  it("releases its place when it leaves", async () => {
    const fake = rooms();
    const [first, second] = [visitor(fake), visitor(fake)];
    fake.put("chat", { rooms: [{ id: "cell", servers: [LOBBY], capacity: 1 }] });
    await first.mc.connect({ room: "cell" });
    expect((await failure(second.mc.connect({ room: "cell" }))).reason).toBe("full");
    await first.mc.close();
    expect(await second.mc.connect({ room: "cell" })).toMatchObject([{ url: LOBBY }]);
    await second.mc.close();
  });

  it("distinguishes a server's refusal from the room's", async () => {
    const { mc, states } = visitor(rooms());
    await failure(mc.connect(["rtmp://refuse.example/live"]));
    expect(states).toStrictEqual([]);
    await mc.close();
  });
});
