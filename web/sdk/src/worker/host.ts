import { MultiConnectionError } from "../errors.ts";
import { type Formats, metadata } from "../media/metadata.ts";
import { toWire } from "../values/to-wire.ts";
import { type News, SUBPROTOCOL } from "../wire/protocol.ts";
import { readMessage } from "../wire/read-message.ts";
import { readFrame } from "../wire/tags.ts";
import type { Clock } from "./clock.ts";
import type { Feeds, FromWorker, ToWorker } from "./messages.ts";
import { Publisher, type PublisherEvents } from "./publisher.ts";
import { Receiver } from "./receiver.ts";

/** The part of a WebSocket that is used here. */
export interface Socket {
  readonly readyState: number;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** What the host needs from its surroundings; tests bring their own. */
export interface Surroundings {
  post(message: FromWorker, transfer?: Transferable[]): void;
  openSocket(url: string, protocol: string): Socket;
  clock: Clock;
}

/** Requests of the worker's own have ids from here on, those of the page below: one socket, two counters. */
export const FIRST_WORKER_ID = 2 ** 52;

const OPEN = 1;

/** A publisher, with what it makes once that is known. */
interface Entry {
  publisher: Publisher;
  formats?: Formats;
}

/** The worker's side: owns the socket, the publishers and the receivers, and passes the page's text through. */
export class Host {
  readonly #publishers = new Map<number, Entry>();
  readonly #receivers = new Map<number, Receiver>();
  #socket: Socket | undefined;
  #maxFrameBytes = 0;
  #nextId = FIRST_WORKER_ID;

  constructor(readonly surroundings: Surroundings) {}

  receive(message: ToWorker): void {
    switch (message.kind) {
      case "open":
        this.#open(message.url);
        break;
      case "text":
        this.#sendText(message.text);
        break;
      case "prepare":
        void this.#prepare(message.stream, message.feeds);
        break;
      case "start":
        this.#start(message.stream);
        break;
      case "attach":
        this.#publishers.get(message.stream)?.publisher.attach(message.feeds);
        break;
      case "wish":
        this.#publishers.get(message.stream)?.publisher.wish(message.bitrate);
        break;
      case "receive":
        this.#receive(message.stream);
        break;
      case "taken":
        this.#receivers.get(message.stream)?.taken(message.bytes);
        break;
      case "stop":
        this.#stop(message.stream);
        break;
      case "close":
        this.#stopAll();
        this.#socket?.close(1000);
        break;
    }
  }

  #open(url: string): void {
    const socket = this.surroundings.openSocket(url, SUBPROTOCOL);
    socket.onmessage = ({ data }) => this.#message(data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#socket = socket;
  }

  #message(data: unknown): void {
    try {
      if (typeof data === "string") {
        this.#read(data);
      } else if (data instanceof ArrayBuffer) {
        this.#media(data);
      }
    } catch (error) {
      this.#socket?.close(4400, (error as Error).message.slice(0, 100));
    }
  }

  #read(text: string): void {
    const incoming = readMessage(text);
    if (incoming?.kind === "news") {
      this.#news(incoming.news);
    } else if (incoming !== undefined && incoming.answer.id < FIRST_WORKER_ID) {
      this.surroundings.post({ kind: "answer", answer: incoming.answer });
    }
  }

  /** What comes for a stream that is closed already is passed over. */
  #media(data: ArrayBuffer): void {
    const frame = readFrame(data);
    if (frame !== undefined) {
      this.#receivers.get(frame.stream)?.receive(frame.tag);
    }
  }

  #receive(stream: number): void {
    const { post } = this.surroundings;
    const receiver = new Receiver((tag, dropped) => post({ kind: "tag", stream, tag, dropped }, [tag.bytes]));
    this.#receivers.set(stream, receiver);
  }

  #news(news: News): void {
    if (news.type === "hello") {
      this.#maxFrameBytes = news.limits.frameBytes;
    } else if (news.type === "ack") {
      this.#publishers.get(news.stream)?.publisher.acknowledge(news);
    } else if (news.type === "keyframe") {
      this.#publishers.get(news.stream)?.publisher.requestKeyframe();
    }
    this.surroundings.post({ kind: "news", news });
  }

  async #prepare(stream: number, feeds: Feeds): Promise<void> {
    try {
      const events = this.#events(stream);
      const publisher = new Publisher(stream, feeds, this.#maxFrameBytes, events, this.surroundings.clock);
      const entry: Entry = { publisher };
      this.#publishers.set(stream, entry);
      entry.formats = await publisher.prepare();
      this.surroundings.post({ kind: "prepared", stream, formats: entry.formats });
    } catch (error) {
      this.#failed(stream, error);
    }
  }

  #start(stream: number): void {
    const entry = this.#publishers.get(stream);
    if (entry?.formats === undefined) {
      return;
    }
    try {
      this.#sendMetadata(stream, entry.formats);
      entry.publisher.start();
    } catch (error) {
      this.#failed(stream, error);
    }
  }

  #stop(stream: number): void {
    this.#receivers.delete(stream);
    const publisher = this.#publishers.get(stream)?.publisher;
    this.#publishers.delete(stream);
    publisher?.stop();
    if (publisher !== undefined) {
      this.surroundings.post({ kind: "stopped", stream, stats: publisher.stats });
    }
  }

  #stopAll(): void {
    for (const stream of [...this.#publishers.keys(), ...this.#receivers.keys()]) {
      this.#stop(stream);
    }
  }

  #closed(code: number, reason: string): void {
    this.#stopAll();
    this.#socket = undefined;
    this.surroundings.post({ kind: "closed", code, reason });
  }

  #events(stream: number): PublisherEvents {
    const { post } = this.surroundings;
    return {
      send: (bytes) => this.#sendMedia(bytes),
      stats: (stats) => post({ kind: "stats", stream, stats }),
      dropping: (dropping) => post({ kind: "dropping", stream, dropping }),
      target: (target) => post({ kind: "target", stream, target }),
      ended: (track) => post({ kind: "ended", stream, track }),
      failed: (error) => this.#failed(stream, error),
    };
  }

  #failed(stream: number, error: unknown): void {
    this.#stop(stream);
    const known = error instanceof MultiConnectionError;
    const code = known ? error.code : "encoder";
    this.surroundings.post({ kind: "failed", stream, code, message: (error as Error).message });
  }

  #sendMetadata(stream: number, formats: Formats): void {
    const [name, data] = toWire(["onMetaData", metadata(formats)]);
    const request = { id: this.#nextId++, type: "send", stream, handler: "@setDataFrame", args: [name, data] };
    this.#sendText(JSON.stringify(request));
  }

  #sendText(text: string): void {
    if (this.#socket?.readyState === OPEN) {
      this.#socket.send(text);
    }
  }

  #sendMedia(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === OPEN) {
      this.#socket.send(bytes);
    }
  }
}
