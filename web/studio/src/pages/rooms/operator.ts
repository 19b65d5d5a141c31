import type { RejectReason, WaitsFor } from "multiconnection";

/** Room in the response of `GET /api/rooms` (PROTOCOL.md, Rooms). */
export interface Room {
  id: string;
  group?: string;
  servers: string[];
  capacity: number;
  /** Number of users, as reported by the application. */
  users: number;
  /** Places reserved by gateways. */
  reserved: number;
}

/** Directory of rooms in the response of `GET /api/rooms`. */
export interface Directory {
  name: string;
  master: string;
  state: "waiting" | "current" | "stale";
  /** Number of malformed slots. */
  malformed: number;
  /** Users that `users` counts: all users of a room, or all except clients of gateways. */
  counts: "all" | "others";
  rooms: Room[];
}

/** Pending client in the response of `GET /api/pending`. */
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

/** Outcome of an operator's decision about a client. */
export interface Decision {
  id: string;
  outcome: "accepted" | "rejected" | "admitted" | "left";
  room?: string;
  reason?: RejectReason;
  text?: string;
}

/**
 * Reason why a request of an operator failed:
 *
 * - `token`: the token is missing or wrong
 * - `missing`: the client does not exist, or the gateway has no operator token
 * - `unreachable`: the gateway does not respond, or has an internal error
 */
export type OperatorFailure = "token" | "missing" | "unreachable";

/** Failed request of an operator. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";

  constructor(
    readonly failure: OperatorFailure,
    message: string,
  ) {
    super(message);
  }
}

/** Timeout of a request, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Client of the operators' API. Rejects with {@link OperatorError}. */
export class Operator {
  constructor(
    readonly token: () => string | undefined | Promise<string | undefined>,
    readonly fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init),
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

  /** @param reason sent to the client, up to 255 characters; if empty, the gateway sends a default text */
  reject(id: string, reason: string): Promise<Decision> {
    const body = reason === "" ? {} : { reason };
    return this.#request("POST", `pending/${encodeURIComponent(id)}/reject`, JSON.stringify(body));
  }

  async #request<T>(method: string, path: string, body?: string): Promise<T> {
    const token = await this.token();
    const headers = {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
    };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await this.fetch(`/api/${path}`, {
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      if (response.ok) {
        return (await response.json()) as T;
      }
      throw new OperatorError(failureOf(response.status), `HTTP ${response.status}`);
    } catch (error) {
      throw error instanceof OperatorError ? error : new OperatorError("unreachable", String(error));
    }
  }
}

function failureOf(status: number): OperatorFailure {
  return status === 401 || status === 403 ? "token" : status === 404 ? "missing" : "unreachable";
}
