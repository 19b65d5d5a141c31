import type { FakePending, FakeRooms } from "./fake-rooms.ts";

/** HTTP request of an operator. */
export interface OperatorRequest {
  method: string;
  path: string;
  /** The `Authorization` header. */
  authorization?: string | undefined;
  body?: string | undefined;
}

/** Response to an {@link OperatorRequest}. */
export interface OperatorResponse {
  status: number;
  body?: unknown;
}

/** The operators' API (PROTOCOL.md, Rooms). Without a token, every path responds with 404. */
export class FakeOperator {
  constructor(
    readonly rooms: FakeRooms,
    readonly token: string | undefined,
  ) {}

  handle({ method, path, authorization, body }: OperatorRequest): OperatorResponse {
    if (this.token === undefined) {
      return { status: 404 };
    }
    if (authorization !== `Bearer ${this.token}`) {
      return { status: 401 };
    }
    const [, id, decision] = /^\/api\/pending\/([^/]+)\/(accept|reject)$/.exec(path) ?? [];
    if (method === "POST" && id !== undefined) {
      return this.#decide(decodeURIComponent(id), decision === "accept", body);
    }
    switch (path) {
      case "/api/rooms":
        return { status: 200, body: { directories: this.#directories() } };
      case "/api/pending":
        return { status: 200, body: { max: 10_000, pending: [...this.rooms.waiting.values()].map(pending) } };
      default:
        return { status: 404 };
    }
  }

  #directories() {
    return [...this.rooms.directories].map(([name, { master, state, malformed, rooms }]) => ({
      name,
      master,
      state,
      malformed,
      counts: "all",
      rooms: rooms.map(({ guarded: _, users = 0, ...room }) => ({
        ...room,
        users,
        reserved: this.rooms.reserved(this.#room(name, room.id)),
      })),
    }));
  }

  #decide(id: string, accept: boolean, body = ""): OperatorResponse {
    const entry = this.rooms.waiting.get(id);
    if (entry === undefined) {
      return { status: 404 };
    }
    const { reason = "" } = body === "" ? {} : (JSON.parse(body) as { reason?: string });
    const outcome = accept
      ? this.rooms.accept(entry)
      : this.rooms.reject(entry, "operator", reason || "Rejected by an operator.");
    return { status: 200, body: { id, ...outcome } };
  }

  #room(directory: string, id: string) {
    const found = this.rooms.directories.get(directory)?.rooms.find((room) => room.id === id);
    if (found === undefined) {
      throw new Error(`no room ${id} in ${directory}`);
    }
    return found;
  }
}

function pending({ id, session, directory, request, since, waitsFor }: FakePending) {
  const { user } = request;
  const requested = "room" in request ? { room: request.room } : { group: request.group };
  return { id, session, directory, ...requested, ...(user !== undefined && { user }), since, waitsFor };
}
