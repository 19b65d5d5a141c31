import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeOperator } from "../../../../fake-gateway/fake-operator.ts";
import { FakeRooms } from "../../../../fake-gateway/fake-rooms.ts";
import type { Pending } from "./operator.ts";
import { Poll, waitMs } from "./poll.ts";
import { RoomsBoard } from "./rooms-board.ts";

const TOKEN_KEY = "multiconnection.operator";

/** A gateway's REST side in memory, and the board that looks at it. */
class Desk {
  readonly rooms = new FakeRooms({
    chat: {
      master: "rtmp://master.example/rooms",
      state: "current",
      malformed: 0,
      rooms: [
        { id: "backstage", servers: ["rtmp://a.example/show"], capacity: 2, guarded: true },
        { id: "lobby", servers: ["rtmp://a.example/chat"], capacity: 2, users: 2 },
      ],
    },
  });
  readonly tokens = new Map<string, string>();
  readonly heard: string[] = [];
  readonly asked: string[] = [];
  operator = new FakeOperator(this.rooms, "secret");
  isAway = false;
  seen = true;
  #looked = () => {};
  readonly board: RoomsBoard;

  /** @param token that this tab has already */
  constructor(token?: string) {
    if (token !== undefined) {
      this.tokens.set(TOKEN_KEY, token);
    }
    this.board = new RoomsBoard(
      {
        getItem: (key) => this.tokens.get(key) ?? null,
        setItem: (key, value) => void this.tokens.set(key, value),
        removeItem: (key) => void this.tokens.delete(key),
      },
      this.#sight(),
      async (input, init) => {
        const { method = "GET", body, headers } = init ?? {};
        const path = String(input);
        this.asked.push(`${method} ${path}`);
        if (this.isAway) {
          throw new TypeError("Failed to fetch");
        }
        const { Authorization: authorization } = headers as { Authorization?: string };
        const answer = this.operator.handle({ method, path, authorization, body: body as string | undefined });
        return new Response(JSON.stringify(answer.body), { status: answer.status });
      },
    );
  }

  /** Somebody waits for the operator. */
  wait(user: string): void {
    const client = {
      pending: () => {},
      accepted: () => {},
      rejected: (_: string, text: string) => this.heard.push(text),
    };
    this.rooms.ask({ room: "backstage", user }, "s", client);
  }

  async open(): Promise<RoomsBoard> {
    this.board.start();
    await vi.waitFor(() => expect(this.board.phase).toBe("open"));
    return this.board;
  }

  client(user: string): Pending {
    const found = this.board.pending.find((each) => each.user === user);
    return found ?? expect.unreachable(`${user} does not wait`);
  }

  /** The page is hidden, or seen again. */
  show(seen: boolean): void {
    this.seen = seen;
    this.#looked();
  }

  #sight() {
    const desk = this;
    return {
      get isSeen() {
        return desk.seen;
      },
      onChange: (listener: () => void) => {
        this.#looked = listener;
      },
    };
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk("secret");
});
afterEach(() => desk.board.stop());

describe("the board of rooms", () => {
  it("has what the gateway tells operators", async () => {
    desk.wait("Ada");
    const { directories, pending, max } = await desk.open();
    expect(directories).toMatchObject([
      {
        name: "chat",
        state: "current",
        rooms: [
          { id: "backstage", reserved: 0 },
          { id: "lobby", users: 2 },
        ],
      },
    ]);
    expect(pending).toMatchObject([{ user: "Ada", room: "backstage", waitsFor: "operator" }]);
    expect(max).toBe(10_000);
  });

  it("lets one in and turns another away, at once", async () => {
    desk.wait("Ada");
    desk.wait("Bob");
    const board = await desk.open();
    await board.accept(desk.client("Ada"));
    expect(board.pending.map(({ user }) => user)).toStrictEqual(["Bob"]);
    await board.reject(desk.client("Bob"), " Not today. ");
    expect(board.pending).toStrictEqual([]);
    expect(desk.heard).toStrictEqual(["Not today."]);
    expect(board.decided.map(({ who, text }) => `${who}: ${text}`)).toStrictEqual([
      "Bob: Turned away",
      "Ada: Let into backstage",
    ]);
  });

  it("says so where somebody else has decided", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    const ada = desk.client("Ada");
    desk.rooms.waiting.clear();
    await board.accept(ada);
    expect(board.pending).toStrictEqual([]);
    expect(board.decided[0]).toMatchObject({
      tone: "warning",
      text: "No longer waits: left, or somebody else decided",
    });
  });

  it("says so where even who is let in finds no place", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    desk.rooms.put("chat", { state: "waiting" });
    await board.accept(desk.client("Ada"));
    expect(board.decided[0]).toMatchObject({ tone: "busy" });
    expect(board.pending).toHaveLength(1);
    desk.rooms.put("chat", { state: "current", rooms: [{ id: "backstage", servers: [], capacity: 0 }] });
    expect(desk.heard).toStrictEqual(["The room backstage has no free place."]);
  });

  it("keeps a client whose decision did not arrive, with the reason", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    const ada = desk.client("Ada");
    desk.isAway = true;
    await board.accept(ada);
    expect(board.pending).toHaveLength(1);
    expect(board.problemOf(ada.id)).toContain("not known whether this was done");
    desk.isAway = false;
    await board.accept(ada);
    expect(board.problemOf(ada.id)).toBeUndefined();
    expect(board.pending).toStrictEqual([]);
  });

  it("does not decide twice about one client", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    await Promise.all([board.accept(desk.client("Ada")), board.reject(desk.client("Ada"), "")]);
    expect(desk.asked.filter((each) => each.startsWith("POST"))).toHaveLength(1);
  });

  it("asks for the token where it is wanted, and keeps the right one in this tab", async () => {
    desk = new Desk();
    desk.board.start();
    await vi.waitFor(() => expect(desk.board.phase).toBe("locked"));
    expect(desk.board.problem).toBeUndefined();
    desk.board.unlock("wrong");
    await vi.waitFor(() => expect(desk.board.problem).toBe("The gateway does not take this token."));
    expect(desk.tokens.size).toBe(0);
    desk.board.unlock("secret");
    await vi.waitFor(() => expect(desk.board.phase).toBe("open"));
    expect(desk.tokens.get(TOKEN_KEY)).toBe("secret");
    expect(desk.asked.join()).not.toContain("secret");
    desk.board.lock();
    expect([desk.board.phase, desk.board.directories, desk.tokens.size]).toStrictEqual(["locked", [], 0]);
  });

  it("knows a gateway without operators, and looks again when it is asked to", async () => {
    desk.operator = new FakeOperator(desk.rooms, undefined);
    desk.board.start();
    await vi.waitFor(() => expect(desk.board.phase).toBe("off"));
    desk.operator = new FakeOperator(desk.rooms, "secret");
    desk.board.again();
    await vi.waitFor(() => expect(desk.board.phase).toBe("open"));
  });

  it("shows what it knew while the gateway is away, and goes on by itself", async () => {
    const board = await desk.open();
    desk.isAway = true;
    desk.show(true);
    await vi.waitFor(() => expect(board.problem).toContain("The gateway does not answer. What is shown is of"));
    expect(board.directories).toHaveLength(1);
    desk.isAway = false;
    desk.show(true);
    await vi.waitFor(() => expect(board.problem).toBeUndefined());
  });

  it("asks nothing while nobody looks", async () => {
    await desk.open();
    desk.seen = false;
    const asked = desk.asked.length;
    desk.show(false);
    expect(desk.asked).toHaveLength(asked);
    desk.show(true);
    await vi.waitFor(() => expect(desk.asked.length).toBeGreaterThan(asked));
  });
});

describe("the poll", () => {
  afterEach(() => vi.useRealTimers());

  it("waits longer after failures, and where answers take long", () => {
    expect([0, 1, 2, 3, 4, 9].map((failures) => waitMs(failures, 10))).toStrictEqual([
      2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(waitMs(0, 900)).toBe(9000);
  });

  it("asks again in its time, and once more where something has changed meanwhile", async () => {
    vi.useFakeTimers();
    let answer = () => {};
    const ask = vi.fn(() => new Promise<boolean>((resolve) => (answer = () => resolve(true))));
    const poll = new Poll(ask, { isSeen: true, onChange: () => {} });
    poll.start();
    poll.now();
    expect(ask).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(2);
    answer();
    await vi.advanceTimersByTimeAsync(1999);
    expect(ask).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).toHaveBeenCalledTimes(3);
    poll.stop();
    answer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(3);
  });
});
