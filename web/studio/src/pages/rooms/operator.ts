import type { RejectReason, WaitsFor } from "multiconnection";

/** A room, as `GET /api/rooms` has it (PROTOCOL.md, section 17). */
export interface Room {
  id: string;
  group?: string;
  servers: string[];
  capacity: number;
  /** As the application says. */
  users: number;
  /** Places that clients of gateways have. */
  reserved: number;
}

export interface Directory {
  name: string;
  master: string;
  state: "waiting" | "current" | "stale";
  /** Slots that are no room. */
  malformed: number;
  /** Whom `users` counts: all clients in a room, or only others than the gateways'. */
  counts: "all" | "others";
  rooms: Room[];
}

/** A client that waits, as `GET /api/pending` has it. */
export interface Pending {
  id: string;
  session: string;
  directory: string;
  room?: string;
  group?: string;
  user?: string;
  /** ISO 8601. */
  since: string;
  waitsFor: WaitsFor;
}

/** What became of a client about whom an operator has decided. */
export interface Decision {
  id: string;
  outcome: "accepted" | "rejected" | "admitted" | "left";
  room?: string;
  reason?: RejectReason;
  text?: string;
}

/**
 * Why an operator is not answered:
 *
 * - `token`: none was given, or not the right one
 * - `nothing`: there is no such client, or nothing at all for operators on this gateway
 * - `away`: the gateway does not answer, or has a fault
 */
export type Trouble = "token" | "nothing" | "away";

export class OperatorError extends Error {
  override readonly name = "OperatorError";

  constructor(
    readonly trouble: Trouble,
    message: string,
  ) {
    super(message);
  }
}

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;

/** What the gateway tells operators, and does for them. Every failure is an {@link OperatorError}. */
export class Operator {
  constructor(
    readonly token: () => string | undefined,
    readonly ask: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  async directories(): Promise<Directory[]> {
    const { directories } = await this.#request<{ directories: Directory[] }>("GET", "rooms");
    return directories;
  }

  pending(): Promise<{ max: number; pending: Pending[] }> {
    return this.#request("GET", "pending");
  }

  accept(id: string): Promise<Decision> {
    return this.#request("POST", `pending/${encodeURIComponent(id)}/accept`);
  }

  /** @param reason for the client, up to 255 characters; without one the gateway has words of its own */
  reject(id: string, reason: string): Promise<Decision> {
    const body = reason === "" ? {} : { reason };
    return this.#request("POST", `pending/${encodeURIComponent(id)}/reject`, JSON.stringify(body));
  }

  async #request<T>(method: string, path: string, body?: string): Promise<T> {
    const token = this.token();
    const headers = {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
    };
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const response = await this.ask(`/api/${path}`, { method, headers, signal, ...(body !== undefined && { body }) });
      if (response.ok) {
        return (await response.json()) as T;
      }
      throw new OperatorError(troubleOf(response.status), `HTTP ${response.status}`);
    } catch (error) {
      throw error instanceof OperatorError ? error : new OperatorError("away", String(error));
    }
  }
}

function troubleOf(status: number): Trouble {
  return status === 401 || status === 403 ? "token" : status === 404 ? "nothing" : "away";
}
