import { type Admission, MultiConnection, MultiConnectionError, type RoomAddress, type Server } from "multiconnection";
import { Model } from "../../shared/model.ts";
import { failureText } from "../../shared/servers/server-session.ts";
import { closeText, type Tone } from "../../shared/status-text.ts";
import { rejectText, requestText, VISIT_LABELS } from "./room-text.ts";

/** Maximum number of test clients. */
export const MAX_VISITS = 20;

/** Timeout of the connection to the server of a room, in milliseconds. */
const CONNECT_MS = 8000;

/** Test client that has requested a place, and its state. */
export interface Visit {
  readonly id: number;
  readonly user: string;
  readonly request: string;
  state: "connecting" | "pending" | "accepted" | "inside" | "rejected" | "ended";
  tone: Tone;
  text: string;
  /** URL of the server, once the client has a place. */
  url?: string;
}

const TONES: Record<Visit["state"], Tone> = {
  connecting: "busy",
  pending: "busy",
  accepted: "busy",
  inside: "good",
  rejected: "bad",
  ended: "idle",
};

/** Test clients that request places in rooms, each over its own WebSocket. */
export class Visits extends Model {
  #visits: readonly Visit[] = [];
  readonly #sessions = new Map<Visit, MultiConnection>();
  #nextId = 1;

  constructor(readonly open: (url: string) => MultiConnection = (url) => new MultiConnection(url)) {
    super();
  }

  /** Test clients, newest first. */
  get list(): readonly Visit[] {
    return this.#visits;
  }

  /** Number of further test clients that are allowed. */
  get remaining(): number {
    return MAX_VISITS - this.#visits.length;
  }

  /** Starts up to `count` clients. The names of several clients are numbered. */
  start(gateway: string, address: RoomAddress, count: number): void {
    const started = Math.min(count, this.remaining);
    for (let i = 1; i <= started; i++) {
      const user = address.user && count > 1 ? `${address.user} ${i}` : address.user;
      void this.#visit(gateway, { ...address, ...(user !== undefined && { user }) });
    }
  }

  /** Leaves the room or cancels the request. Removes a client that has already ended from the list. */
  leave(visit: Visit): void {
    const mc = this.#sessions.get(visit);
    if (mc === undefined) {
      this.#visits = this.#visits.filter((each) => each !== visit);
      this.changed();
    } else {
      this.#end(visit, "ended", visit.state === "inside" ? "Left." : "Canceled.");
    }
  }

  leaveAll(): void {
    for (const visit of [...this.#visits]) {
      this.#end(visit, "ended", "Left.");
    }
    this.#visits = [];
    this.changed();
  }

  async #visit(gateway: string, address: RoomAddress): Promise<void> {
    const id = this.#nextId++;
    const request = requestText(address);
    const text = "Connecting.";
    const visit: Visit = { id, user: address.user ?? `Client ${id}`, request, state: "connecting", tone: "busy", text };
    const mc = this.open(gateway);
    this.#visits = [visit, ...this.#visits];
    this.#sessions.set(visit, mc);
    mc.on("admission", (admission) => this.#onAdmission(visit, admission));
    mc.on("server", (server) => this.#onServer(visit, server));
    mc.on("close", ({ code }) => this.#end(visit, "ended", closeText(code)));
    this.changed();
    try {
      await mc.connect(address, { timeout: CONNECT_MS });
      this.#update(visit, "inside", visit.text);
    } catch (error) {
      const isRejected = error instanceof MultiConnectionError && error.code === "rejected";
      const why = isRejected ? rejectText(error.reason, error.message) : failureText(error);
      this.#end(visit, isRejected ? "rejected" : "ended", why);
    }
  }

  #onAdmission(visit: Visit, admission: Admission): void {
    if (admission.state === "pending") {
      this.#update(visit, "pending", VISIT_LABELS[admission.waitsFor]);
    } else if (admission.state === "accepted") {
      this.#update(visit, "accepted", `Joined ${admission.room}.`);
    }
  }

  #onServer(visit: Visit, { url, state }: Server): void {
    if (this.#sessions.has(visit)) {
      visit.url = url;
      const isLost = visit.state === "inside" && (state === "Failed" || state === "Rejected");
      isLost ? this.#end(visit, "ended", "The connection to the server of the room was lost.") : this.changed();
    }
  }

  #update(visit: Visit, state: Visit["state"], text: string): void {
    if (this.#sessions.has(visit)) {
      Object.assign(visit, { state, tone: TONES[state], text });
      this.changed();
    }
  }

  #end(visit: Visit, state: "rejected" | "ended", text: string): void {
    this.#update(visit, state, text);
    const mc = this.#sessions.get(visit);
    this.#sessions.delete(visit);
    void mc?.close();
  }
}
