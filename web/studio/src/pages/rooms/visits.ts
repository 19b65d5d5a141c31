import { type Admission, MultiConnection, MultiConnectionError, type RoomAddress, type Server } from "multiconnection";
import { Model } from "../../shared/model.ts";
import { failureText } from "../../shared/servers/server-session.ts";
import { closeText, type Tone } from "../../shared/status-text.ts";
import { rejectText, VISIT_LABELS, wishText } from "./room-text.ts";

/** As many at once as one can look at. */
export const MAX_VISITS = 20;

/** How long the server of a room has to connect, in milliseconds. */
const CONNECT_MS = 8000;

/** One client that has asked for a place, and what became of it. */
export interface Visit {
  readonly id: number;
  readonly user: string;
  readonly wish: string;
  state: "asking" | "pending" | "accepted" | "inside" | "rejected" | "ended";
  tone: Tone;
  text: string;
  /** The server, once there is one. */
  url?: string;
}

const TONES: Record<Visit["state"], Tone> = {
  asking: "busy",
  pending: "busy",
  accepted: "busy",
  inside: "good",
  rejected: "bad",
  ended: "idle",
};

/** Asks for places in rooms as clients do, each over a WebSocket of its own. */
export class Visits extends Model {
  #visits: readonly Visit[] = [];
  readonly #sessions = new Map<Visit, MultiConnection>();
  #nextId = 1;

  constructor(readonly open: (url: string) => MultiConnection = (url) => new MultiConnection(url)) {
    super();
  }

  /** Newest first. */
  get list(): readonly Visit[] {
    return this.#visits;
  }

  /** How many more there may be. */
  get room(): number {
    return MAX_VISITS - this.#visits.length;
  }

  /** Sends so many clients, as far as there may be more. Several have numbers behind their name. */
  ask(gateway: string, address: RoomAddress, count: number): void {
    const sent = Math.min(count, this.room);
    for (let i = 1; i <= sent; i++) {
      const user = address.user && count > 1 ? `${address.user} ${i}` : address.user;
      void this.#visit(gateway, { ...address, ...(user !== undefined && { user }) });
    }
  }

  /** Leaves the room, or gives up waiting; what became of one that has ended is no longer shown. */
  leave(visit: Visit): void {
    const mc = this.#sessions.get(visit);
    if (mc === undefined) {
      this.#visits = this.#visits.filter((each) => each !== visit);
      this.changed();
    } else {
      this.#end(visit, "ended", visit.state === "inside" ? "Left." : "Gave up.");
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
    const wish = wishText(address);
    const text = "Asking.";
    const visit: Visit = { id, user: address.user ?? `Client ${id}`, wish, state: "asking", tone: "busy", text };
    const mc = this.open(gateway);
    this.#visits = [visit, ...this.#visits];
    this.#sessions.set(visit, mc);
    mc.on("admission", (admission) => this.#heard(visit, admission));
    mc.on("server", (server) => this.#server(visit, server));
    mc.on("close", ({ code }) => this.#end(visit, "ended", closeText(code)));
    this.changed();
    try {
      await mc.connect(address, { timeout: CONNECT_MS });
      this.#put(visit, "inside", visit.text);
    } catch (error) {
      const isRejected = error instanceof MultiConnectionError && error.code === "rejected";
      const why = isRejected ? rejectText(error.reason, error.message) : failureText(error);
      this.#end(visit, isRejected ? "rejected" : "ended", why);
    }
  }

  #heard(visit: Visit, admission: Admission): void {
    if (admission.state === "pending") {
      this.#put(visit, "pending", VISIT_LABELS[admission.waitsFor]);
    } else if (admission.state === "accepted") {
      this.#put(visit, "accepted", `In ${admission.room}.`);
    }
  }

  #server(visit: Visit, { url, state }: Server): void {
    if (this.#sessions.has(visit)) {
      visit.url = url;
      const isLost = visit.state === "inside" && (state === "Failed" || state === "Rejected");
      isLost ? this.#end(visit, "ended", "The server of the room was lost.") : this.changed();
    }
  }

  #put(visit: Visit, state: Visit["state"], text: string): void {
    if (this.#sessions.has(visit)) {
      Object.assign(visit, { state, tone: TONES[state], text });
      this.changed();
    }
  }

  #end(visit: Visit, state: "rejected" | "ended", text: string): void {
    this.#put(visit, state, text);
    const mc = this.#sessions.get(visit);
    this.#sessions.delete(visit);
    void mc?.close();
  }
}
