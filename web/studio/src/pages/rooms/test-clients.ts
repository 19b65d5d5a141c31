import {
  type Admission,
  type MultiConnection,
  MultiConnectionError,
  type RoomAddress,
  type Server,
} from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { Model } from "../../shared/model.ts";
import { openGateway } from "../../shared/servers/open-gateway.ts";
import { failureText } from "../../shared/servers/server-session.ts";
import { closeText, type Tone } from "../../shared/status-text.ts";
import { rejectText, requestText } from "./room-text.ts";

/** Maximum number of test clients. */
export const MAX_TEST_CLIENTS = 20;

/** Timeout of the connection to the server of a room, in milliseconds. */
const CONNECT_MS = 8000;

/** Test client that has requested a place, and its state. */
export interface TestClient {
  readonly id: number;
  readonly user: string;
  readonly request: string;
  state: "connecting" | "pending" | "accepted" | "inside" | "rejected" | "ended";
  tone: Tone;
  text: string;
  /** URL of the server, once the client has a place. */
  url?: string;
}

const TONES: Record<TestClient["state"], Tone> = {
  connecting: "busy",
  pending: "busy",
  accepted: "busy",
  inside: "good",
  rejected: "bad",
  ended: "idle",
};

/** Test clients that request places in rooms, each over its own WebSocket. */
export class TestClients extends Model {
  #clients: readonly TestClient[] = [];
  readonly #sessions = new Map<TestClient, MultiConnection>();
  #nextId = 1;

  constructor(readonly open: (url: string) => MultiConnection = openGateway) {
    super();
  }

  /** Test clients, newest first. */
  get list(): readonly TestClient[] {
    return this.#clients;
  }

  /** Number of further test clients that are allowed. */
  get remaining(): number {
    return MAX_TEST_CLIENTS - this.#clients.length;
  }

  /** Starts up to `count` clients. The names of several clients are numbered. */
  start(gateway: string, address: RoomAddress, count: number): void {
    const started = Math.min(count, this.remaining);
    for (let i = 1; i <= started; i++) {
      const user = address.user && count > 1 ? `${address.user} ${i}` : address.user;
      void this.#run(gateway, { ...address, ...(user !== undefined && { user }) });
    }
  }

  /** Leaves the room or cancels the request. Removes a client that has already ended from the list. */
  leave(client: TestClient): void {
    const mc = this.#sessions.get(client);
    if (mc === undefined) {
      this.#clients = this.#clients.filter((each) => each !== client);
      this.changed();
    } else {
      this.#end(client, "ended", client.state === "inside" ? t("test.left") : t("broadcast.canceled"));
    }
  }

  leaveAll(): void {
    for (const client of [...this.#clients]) {
      this.#end(client, "ended", t("test.left"));
    }
    this.#clients = [];
    this.changed();
  }

  async #run(gateway: string, address: RoomAddress): Promise<void> {
    const id = this.#nextId++;
    const request = requestText(address);
    const text = t("servers.connecting");
    const client: TestClient = {
      id,
      user: address.user ?? t("test.client", { id: String(id) }),
      request,
      state: "connecting",
      tone: "busy",
      text,
    };
    const mc = this.open(gateway);
    this.#clients = [client, ...this.#clients];
    this.#sessions.set(client, mc);
    mc.on("admission", (admission) => this.#onAdmission(client, admission));
    mc.on("server", (server) => this.#onServer(client, server));
    mc.on("close", (closing) => this.#end(client, "ended", closeText(closing)));
    this.changed();
    try {
      await mc.connect(address, { timeout: CONNECT_MS });
      this.#update(client, "inside", client.text);
    } catch (error) {
      const isRejected = error instanceof MultiConnectionError && error.code === "rejected";
      const reason = isRejected ? rejectText(error.reason, error.message) : failureText(error);
      this.#end(client, isRejected ? "rejected" : "ended", reason);
    }
  }

  #onAdmission(client: TestClient, admission: Admission): void {
    if (admission.state === "pending") {
      this.#update(client, "pending", t(`wait.client.${admission.waitsFor}`));
    } else if (admission.state === "accepted") {
      this.#update(client, "accepted", t("test.joined", { room: admission.room }));
    }
  }

  #onServer(client: TestClient, { url, state }: Server): void {
    if (this.#sessions.has(client)) {
      client.url = url;
      const isLost = client.state === "inside" && (state === "Failed" || state === "Rejected");
      isLost ? this.#end(client, "ended", t("test.lost")) : this.changed();
    }
  }

  #update(client: TestClient, state: TestClient["state"], text: string): void {
    if (this.#sessions.has(client)) {
      Object.assign(client, { state, tone: TONES[state], text });
      this.changed();
    }
  }

  #end(client: TestClient, state: "rejected" | "ended", text: string): void {
    this.#update(client, state, text);
    const mc = this.#sessions.get(client);
    this.#sessions.delete(client);
    void mc?.close();
  }
}
