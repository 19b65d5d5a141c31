import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeOperator } from "../../../../fake-gateway/fake-operator.ts";
import { FakeRooms } from "../../../../fake-gateway/fake-rooms.ts";
import type { Pending } from "./operator.ts";
import { delayMs, Poll } from "./poll.ts";
import { RoomsBoard } from "./rooms-board.ts";

const TOKEN_KEY = "multiconnection.operator";

/** In-memory operators' API of a gateway, and a board that polls it. */
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
  readonly rejections: string[] = [];
  readonly requests: string[] = [];
  operator = new FakeOperator(this.rooms, "secret");
  isUnreachable = false;
  visible = true;
  #onVisibility = () => {};
  readonly board: RoomsBoard;

  /** @param token already stored in this tab */
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
      this.#visibility(),
      async (input, init) => {
        const { method = "GET", body, headers } = init ?? {};
        const path = String(input);
        this.requests.push(`${method} ${path}`);
        if (this.isUnreachable) {
          throw new TypeError("Failed to fetch");
        }
        const { Authorization: authorization } = headers as { Authorization?: string };
        const response = this.operator.handle({ method, path, authorization, body: body as string | undefined });
        return new Response(JSON.stringify(response.body), { status: response.status });
      },
    );
  }

  /** Adds a client that waits for the operator. */
  wait(user: string): void {
    const client = {
      pending: () => {},
      accepted: () => {},
      rejected: (_: string, text: string) => this.rejections.push(text),
    };
    this.rooms.request({ room: "backstage", user }, "s", client);
  }

  async open(): Promise<RoomsBoard> {
    this.board.start();
    await vi.waitFor(() => expect(this.board.phase).toBe("open"));
    return this.board;
  }

  client(user: string): Pending {
    const found = this.board.pending.find((each) => each.user === user);
    return found ?? expect.unreachable(`${user} is not pending`);
  }

  /** Hides or shows the page. */
  show(visible: boolean): void {
    this.visible = visible;
    this.#onVisibility();
  }

  #visibility() {
    const desk = this;
    return {
      get isVisible() {
        return desk.visible;
      },
      onChange: (listener: () => void) => {
        this.#onVisibility = listener;
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
  it("loads directories and pending clients", async () => {
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

  it("accepts one client and rejects another immediately", async () => {
    desk.wait("Ada");
    desk.wait("Bob");
    const board = await desk.open();
    await board.accept(desk.client("Ada"));
    expect(board.pending.map(({ user }) => user)).toStrictEqual(["Bob"]);
    await board.reject(desk.client("Bob"), " Not today. ");
    expect(board.pending).toStrictEqual([]);
    expect(desk.rejections).toStrictEqual(["Not today."]);
    expect(board.decided.map(({ client, text }) => `${client}: ${text}`)).toStrictEqual([
      "Bob: Rejected",
      "Ada: Accepted into backstage",
    ]);
  });

  it("reports that another operator has decided", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    const ada = desk.client("Ada");
    desk.rooms.waiting.clear();
    await board.accept(ada);
    expect(board.pending).toStrictEqual([]);
    expect(board.decided[0]).toMatchObject({
      tone: "warning",
      text: "No longer pending: the client left, or another operator decided",
    });
  });

  it("reports that an accepted client waits for a place", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    desk.rooms.put("chat", { state: "waiting" });
    await board.accept(desk.client("Ada"));
    expect(board.decided[0]).toMatchObject({ tone: "busy" });
    expect(board.pending).toHaveLength(1);
    desk.rooms.put("chat", { state: "current", rooms: [{ id: "backstage", servers: [], capacity: 0 }] });
    expect(desk.rejections).toStrictEqual(["The room backstage has no free place."]);
  });

  it("keeps a client whose decision failed, with the reason", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    const ada = desk.client("Ada");
    desk.isUnreachable = true;
    await board.accept(ada);
    expect(board.pending).toHaveLength(1);
    expect(board.problemOf(ada.id)).toContain("may not have been applied");
    desk.isUnreachable = false;
    await board.accept(ada);
    expect(board.problemOf(ada.id)).toBeUndefined();
    expect(board.pending).toStrictEqual([]);
  });

  it("sends only one decision about a client", async () => {
    desk.wait("Ada");
    const board = await desk.open();
    await Promise.all([board.accept(desk.client("Ada")), board.reject(desk.client("Ada"), "")]);
    expect(desk.requests.filter((each) => each.startsWith("POST"))).toHaveLength(1);
  });

  it("requires a token and stores a valid one for this tab", async () => {
    desk = new Desk();
    desk.board.start();
    await vi.waitFor(() => expect(desk.board.phase).toBe("locked"));
    expect(desk.board.problem).toBeUndefined();
    desk.board.unlock("wrong");
    await vi.waitFor(() => expect(desk.board.problem).toBe("Invalid token. Check it and try again."));
    expect(desk.tokens.size).toBe(0);
    desk.board.unlock("secret");
    await vi.waitFor(() => expect(desk.board.phase).toBe("open"));
    expect(desk.tokens.get(TOKEN_KEY)).toBe("secret");
    expect(desk.requests.join()).not.toContain("secret");
    desk.board.lock();
    expect([desk.board.phase, desk.board.directories, desk.tokens.size]).toStrictEqual(["locked", [], 0]);
  });

  it("detects a gateway without operator token, and reloads on request", async () => {
    desk.operator = new FakeOperator(desk.rooms, undefined);
    desk.board.start();
    await vi.waitFor(() => expect(desk.board.phase).toBe("off"));
    desk.operator = new FakeOperator(desk.rooms, "secret");
    desk.board.reload();
    await vi.waitFor(() => expect(desk.board.phase).toBe("open"));
  });

  it("shows the last data while the gateway is unreachable, and recovers", async () => {
    const board = await desk.open();
    desk.isUnreachable = true;
    desk.show(true);
    await vi.waitFor(() => expect(board.problem).toContain("The gateway does not respond. Showing data from"));
    expect(board.directories).toHaveLength(1);
    desk.isUnreachable = false;
    desk.show(true);
    await vi.waitFor(() => expect(board.problem).toBeUndefined());
  });

  it("sends no requests while the page is hidden", async () => {
    await desk.open();
    desk.visible = false;
    const sent = desk.requests.length;
    desk.show(false);
    expect(desk.requests).toHaveLength(sent);
    desk.show(true);
    await vi.waitFor(() => expect(desk.requests.length).toBeGreaterThan(sent));
  });
});

describe("the poll", () => {
  afterEach(() => vi.useRealTimers());

  it("backs off after failures and slow responses", () => {
    expect([0, 1, 2, 3, 4, 9].map((failures) => delayMs(failures, 10))).toStrictEqual([
      2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(delayMs(0, 900)).toBe(9000);
  });

  it("repeats at its interval, and once more if requested meanwhile", async () => {
    vi.useFakeTimers();
    let respond = () => {};
    const request = vi.fn(() => new Promise<boolean>((resolve) => (respond = () => resolve(true))));
    const poll = new Poll(request, { isVisible: true, onChange: () => {} });
    poll.start();
    poll.now();
    expect(request).toHaveBeenCalledTimes(1);
    respond();
    await vi.advanceTimersByTimeAsync(0);
    expect(request).toHaveBeenCalledTimes(2);
    respond();
    await vi.advanceTimersByTimeAsync(1999);
    expect(request).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(request).toHaveBeenCalledTimes(3);
    poll.stop();
    respond();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(request).toHaveBeenCalledTimes(3);
  });
});
