import type { Closing } from "../session/session.ts";
import type { Answer, Asked, Hello, News, Resume, ResumeResult } from "../wire/protocol.ts";
import { readMessage } from "../wire/read-message.ts";
import type { Opened, Socket } from "./gateway-socket.ts";
import type { Lost } from "./messages.ts";

/** What a session tells. */
export interface SessionEvents {
  news(news: News): void;
  media(frame: ArrayBuffer): void;
  /** Its WebSocket has ended. The session has not, until it is {@link GatewaySession.lose | lost}. */
  ended(closing: Closing): void;
}

/** A request that has no answer yet. All that may have to be sent again is here: an answer says that all before it came. */
interface Open {
  /** Which counted message of this side it was, from 1. */
  place: number;
  text: string;
  answered: (answer: Answer | Lost) => void;
}

/** How long media may stay without a sign of life, in milliseconds: the gateway acknowledges it four times a second. */
export const SILENT_MS = 8000;

/** Close code of a WebSocket that is left for another one (PROTOCOL.md, section 15). */
const LEFT = 4000;

/** How long the answer to resume may take, in milliseconds. */
const RESUME_MS = 10_000;

/** News that are not counted: what they say is soon said anew. */
const UNCOUNTED: ReadonlySet<News["type"]> = new Set(["hello", "ack"]);

const OPEN = 1;

/**
 * One session at a gateway, over one WebSocket after another: counts what was said and heard, so that no message is
 * lost or carried out twice.
 */
export class GatewaySession {
  readonly #open = new Map<number, Open>();
  #socket: Socket | undefined;
  #hello: Hello;
  #sent = 0;
  #received = 0;
  #isLost = false;
  #endedAt = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    opened: Opened,
    readonly events: SessionEvents,
  ) {
    this.#hello = opened.hello;
    this.#adopt(opened.socket);
  }

  /** What the gateway said first in this session. */
  get hello(): Hello {
    return this.#hello;
  }

  /** Whether there is a WebSocket now. */
  get isConnected(): boolean {
    return this.#socket?.readyState === OPEN;
  }

  /** How many requests wait for their answers. */
  get waiting(): number {
    return this.#open.size;
  }

  /** For how many milliseconds more the gateway holds it; 0 if not. */
  heldMs(now: number): number {
    return Math.max(0, (this.#hello.resume?.holdMs ?? 0) - (now - this.#endedAt));
  }

  /** Asks; without a WebSocket as soon as there is one again. `answered` is called exactly once. */
  ask(request: Asked, answered: (answer: Answer | Lost) => void): void {
    if (this.#isLost) {
      answered(lost(request.id));
      return;
    }
    const text = JSON.stringify(request);
    this.#open.set(request.id, { place: ++this.#sent, text, answered });
    this.#send(text);
  }

  /** Sends a media frame, or drops it if there is no WebSocket. */
  sendMedia(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isConnected) {
      this.#send(bytes);
      this.#silence ??= setTimeout(() => this.#drop("the gateway is silent"), SILENT_MS);
    }
  }

  /**
   * Goes on over another WebSocket.
   *
   * @param id of the request; not in use
   * @returns whether all that was missed follows; undefined if the gateway has no such session, and the WebSocket is a
   *     fresh one's
   * @throws Closing if the WebSocket ends before it says so
   */
  resume({ socket }: Opened, id: number): Promise<boolean | undefined> {
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
        socket.close(LEFT);
        fail({ code: 1006, reason: "the gateway does not answer" });
      }, RESUME_MS);
      socket.onclose = ({ code, reason }) => fail({ code, reason });
      socket.onmessage = ({ data }) => {
        const answer = answerTo(request, data);
        if (answer !== undefined) {
          clearTimeout(timer);
        }
        if (answer?.type === "error") {
          resolve(undefined);
        } else if (answer !== undefined) {
          // At once: what was missed comes right after it.
          this.#adopt(socket);
          this.#sendAgain(answer as ResumeResult);
          resolve((answer as ResumeResult).recovered);
        }
      };
      socket.send(JSON.stringify(request));
    });
  }

  /** The gateway has it no longer: all that is open is lost. */
  lose(): void {
    this.#isLost = true;
    for (const id of [...this.#open.keys()]) {
      this.#answer(lost(id));
    }
  }

  /** Closes the WebSocket in order, and with it the session. */
  close(code = 1000, reason = ""): void {
    clearTimeout(this.#silence);
    this.#socket?.close(code, reason);
  }

  /** What did not reach the gateway, in order; what it has, it answers, or its answer is lost. */
  #sendAgain({ recovered, received, open }: ResumeResult): void {
    for (const [id, { place, text }] of [...this.#open]) {
      if (place > received) {
        this.#send(text);
      } else if (!recovered && !open.includes(id)) {
        this.#answer(lost(id));
      }
    }
  }

  /** Leaves the WebSocket to itself: it has ended, whatever it says. */
  #drop(reason: string): void {
    const socket = this.#socket;
    if (socket !== undefined) {
      socket.onclose = null;
      socket.onmessage = null;
      // With a code after which the gateway holds the session, should it arrive at all.
      socket.close(LEFT);
      this.#ended({ code: 1006, reason });
    }
  }

  #adopt(socket: Socket): void {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#message(data);
    socket.onclose = ({ code, reason }) => this.#ended({ code, reason });
  }

  #ended(closing: Closing): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#socket = undefined;
    this.#endedAt = performance.now();
    this.events.ended(closing);
  }

  #send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === OPEN) {
      this.#socket.send(data);
    }
  }

  #message(data: unknown): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    try {
      if (typeof data === "string") {
        this.#text(data);
      } else if (data instanceof ArrayBuffer) {
        this.events.media(data);
      }
    } catch (error) {
      this.close(4400, (error as Error).message.slice(0, 100));
    }
  }

  #text(text: string): void {
    const incoming = readMessage(text);
    const isCounted = incoming?.kind !== "news" || !UNCOUNTED.has(incoming.news.type);
    this.#received += isCounted ? 1 : 0;
    if (incoming?.kind === "answer") {
      this.#answer(incoming.answer);
    } else if (incoming !== undefined) {
      this.events.news(incoming.news);
    }
  }

  #answer(answer: Answer | Lost): void {
    const open = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    open?.answered(answer);
  }
}

function lost(id: number): Lost {
  return { id, type: "error", code: "lost", message: "the session was lost, and the answer with it" };
}

function answerTo({ id }: Resume, data: unknown): Answer | undefined {
  const incoming = typeof data === "string" ? readMessage(data) : undefined;
  return incoming?.kind === "answer" && incoming.answer.id === id ? incoming.answer : undefined;
}
