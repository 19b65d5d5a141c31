import type { Closing } from "../shared/link-types.ts";
import type { GatewayEvent, GatewayResponse, Hello, RequestMessage, Resume, ResumeResult } from "../wire/protocol.ts";
import { readMessage } from "../wire/read-message.ts";
import type { OpenedSocket, SocketLike } from "./gateway-socket.ts";
import type { LostResponse } from "./messages.ts";

/** Receives the events of a gateway session. */
export interface GatewaySessionListener {
  event(event: GatewayEvent): void;
  media(frame: ArrayBuffer): void;
  /** The WebSocket has ended. The session continues until {@link GatewaySession.markLost} is called. */
  ended(closing: Closing): void;
}

/** Request without a response yet. Only these are resent: a response confirms all messages before its request. */
interface PendingRequest {
  /** Sequence number among the counted messages of this side, from 1. */
  sequence: number;
  text: string;
  onResponse: (response: GatewayResponse | LostResponse) => void;
}

/** Longest silence of the gateway after a media frame, in milliseconds. The gateway acknowledges media every 250 ms. */
export const SILENT_MS = 8000;

/** Close code of a WebSocket that another one replaces (PROTOCOL.md, section 15). */
const REPLACED = 4000;

/** Timeout for the response to `resume`, in milliseconds. */
const RESUME_MS = 10_000;

/** Types of events that are not counted, as the gateway soon sends newer ones. */
const UNCOUNTED: ReadonlySet<GatewayEvent["type"]> = new Set(["hello", "ack"]);

const OPEN = 1;

/**
 * One session of a gateway over a sequence of WebSockets. Counts sent and received messages, so that no message is lost
 * or processed twice.
 */
export class GatewaySession {
  readonly #pending = new Map<number, PendingRequest>();
  #socket: SocketLike | undefined;
  #hello: Hello;
  #sent = 0;
  #received = 0;
  #isLost = false;
  #endedAt = 0;
  #receivedAt = 0;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    opened: OpenedSocket,
    readonly listener: GatewaySessionListener,
  ) {
    this.#hello = opened.hello;
    this.#attach(opened.socket);
  }

  /** The gateway's `hello` of this session. */
  get hello(): Hello {
    return this.#hello;
  }

  /** Whether the session has an open WebSocket. */
  get isConnected(): boolean {
    return this.#socket?.readyState === OPEN;
  }

  /** Number of requests without a response. */
  get pendingRequests(): number {
    return this.#pending.size;
  }

  /** Milliseconds for which the gateway still holds the session without a WebSocket; 0 if it does not. */
  remainingHoldMs(now: number): number {
    return Math.max(0, (this.#hello.resume?.holdMs ?? 0) - (now - this.#endedAt));
  }

  /** Sends a request, or queues it until there is a WebSocket. Calls `onResponse` exactly once. */
  request(request: RequestMessage, onResponse: (response: GatewayResponse | LostResponse) => void): void {
    if (this.#isLost) {
      onResponse(lostResponse(request.id));
      return;
    }
    const text = JSON.stringify(request);
    this.#pending.set(request.id, { sequence: ++this.#sent, text, onResponse });
    this.#send(text);
  }

  /** Sends a media frame, or drops it if there is no WebSocket. */
  sendMedia(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isConnected) {
      this.#send(bytes);
      this.#silenceTimer ??= setTimeout(
        () => this.#drop(`no message from the gateway within ${SILENT_MS} ms`),
        SILENT_MS,
      );
    }
  }

  /**
   * Resumes the session on another WebSocket.
   *
   * @param id unused id for the request
   * @returns whether all missed messages follow; undefined if the gateway does not have the session, so that the
   *     WebSocket belongs to a new one
   * @throws Closing if the WebSocket ends before the response
   */
  resume({ socket }: OpenedSocket, id: number): Promise<boolean | undefined> {
    const token = this.#hello.resume?.token;
    if (token === undefined) {
      return Promise.resolve(undefined);
    }
    const request: Resume = { id, type: "resume", token, received: this.#received };
    return new Promise((resolve, reject) => {
      const fail = (closing: Closing) => {
        clearTimeout(timer);
        reject(closing);
      };
      const timer = setTimeout(() => {
        socket.close(REPLACED);
        fail({ code: 1006, reason: `the gateway did not respond to resume within ${RESUME_MS} ms` });
      }, RESUME_MS);
      socket.onclose = ({ code, reason }) => fail({ code, reason });
      socket.onmessage = ({ data }) => {
        const response = responseTo(request, data);
        if (response !== undefined) {
          clearTimeout(timer);
        }
        if (response?.type === "error") {
          resolve(undefined);
        } else if (response !== undefined) {
          // At once: the missed messages follow immediately.
          this.#attach(socket);
          this.#resend(response as ResumeResult);
          resolve((response as ResumeResult).recovered);
        }
      };
      socket.send(JSON.stringify(request));
    });
  }

  /** Marks the session as lost: the gateway no longer has it. Pending requests fail with code `lost`. */
  markLost(): void {
    this.#isLost = true;
    for (const id of [...this.#pending.keys()]) {
      this.#settle(lostResponse(id));
    }
  }

  /** Replaces the WebSocket if the gateway has sent nothing since a time in milliseconds. The session is not ended. */
  dropIfSilentSince(ms: number): void {
    if (this.#receivedAt < ms) {
      this.#drop("the gateway was silent while the browser was offline");
    }
  }

  /** Closes the WebSocket, and with it the session. */
  close(code = 1000, reason = ""): void {
    clearTimeout(this.#silenceTimer);
    this.#socket?.close(code, reason);
  }

  /** Resends, in order, the requests that the gateway has not received. Fails those whose response was lost. */
  #resend({ recovered, received, open }: ResumeResult): void {
    for (const [id, { sequence, text }] of [...this.#pending]) {
      if (sequence > received) {
        this.#send(text);
      } else if (!recovered && !open.includes(id)) {
        this.#settle(lostResponse(id));
      }
    }
  }

  /** Abandons the WebSocket without waiting for its close event. */
  #drop(reason: string): void {
    const socket = this.#socket;
    if (socket !== undefined) {
      socket.onclose = null;
      socket.onmessage = null;
      // The gateway holds the session after this code, if it arrives at all.
      socket.close(REPLACED);
      this.#ended({ code: 1006, reason });
    }
  }

  #attach(socket: SocketLike): void {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#onMessage(data);
    socket.onclose = ({ code, reason }) => this.#ended({ code, reason });
  }

  #ended(closing: Closing): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = undefined;
    this.#socket = undefined;
    this.#endedAt = performance.now();
    this.listener.ended(closing);
  }

  #send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === OPEN) {
      this.#socket.send(data);
    }
  }

  #onMessage(data: unknown): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = undefined;
    this.#receivedAt = performance.now();
    try {
      if (typeof data === "string") {
        this.#onText(data);
      } else if (data instanceof ArrayBuffer) {
        this.listener.media(data);
      }
    } catch (error) {
      this.close(4400, (error as Error).message.slice(0, 100));
    }
  }

  #onText(text: string): void {
    const incoming = readMessage(text);
    const isCounted = incoming?.kind !== "event" || !UNCOUNTED.has(incoming.event.type);
    this.#received += isCounted ? 1 : 0;
    if (incoming?.kind === "response") {
      this.#settle(incoming.response);
    } else if (incoming !== undefined) {
      this.listener.event(incoming.event);
    }
  }

  #settle(response: GatewayResponse | LostResponse): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    pending?.onResponse(response);
  }
}

function lostResponse(id: number): LostResponse {
  return { id, type: "error", code: "lost", message: "the session was lost before the response arrived" };
}

function responseTo({ id }: Resume, data: unknown): GatewayResponse | undefined {
  const incoming = typeof data === "string" ? readMessage(data) : undefined;
  return incoming?.kind === "response" && incoming.response.id === id ? incoming.response : undefined;
}
