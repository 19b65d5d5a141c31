import { type Formats, metadata } from "../media/metadata.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { toWire } from "../values/to-wire.ts";
import type { Hello, News, WireValue } from "../wire/protocol.ts";
import { readFrame } from "../wire/tags.ts";
import { type Clock, delay } from "./clock.ts";
import { FIRST_WORKER_ID, Link } from "./link.ts";
import type { LinkEvents, Network } from "./link-listener.ts";
import type { Feeds, FromWorker, ToWorker } from "./messages.ts";
import { Publisher, type PublisherEvents } from "./publisher.ts";
import { Receiver } from "./receiver.ts";

/** What the host needs from its surroundings; tests bring their own. */
export interface Surroundings extends Network {
  post(message: FromWorker, transfer?: Transferable[]): void;
  clock: Clock;
}

/** How long a stream may take to send media again after a break before that is told without it, in milliseconds. */
const FLOWING_MS = 5000;

/** A publisher, with what it makes once that is known. */
interface Entry {
  publisher: Publisher;
  formats?: Formats;
}

/** The worker's side: owns the link, the publishers and the receivers, and passes the page's requests through. */
export class Host {
  readonly #publishers = new Map<number, Entry>();
  readonly #receivers = new Map<number, Receiver>();
  #link: Link | undefined;
  #maxFrameBytes = 0;

  constructor(readonly surroundings: Surroundings) {}

  receive(message: ToWorker): void {
    switch (message.kind) {
      case "open":
        this.#link = new Link(message.url, message.reconnect, this.surroundings, this.#linkEvents());
        break;
      case "ask":
        this.#link?.ask(message.request);
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
        this.#link?.close();
        break;
    }
  }

  #linkEvents(): LinkEvents {
    const { post } = this.surroundings;
    return {
      hello: (hello) => this.#hello(hello),
      answer: (answer) => answer.id < FIRST_WORKER_ID && post({ kind: "answer", answer }),
      news: (news) => this.#news(news),
      media: (stream, frame) => this.#media(stream, frame),
      state: (link) => post({ kind: "link", link }),
      suspend: (stream) => this.#each(stream, (publisher) => publisher.suspend()),
      proceed: (fresh, stream) => this.#each(stream, (publisher) => publisher.proceed(fresh)),
      position: (stream) => this.#receivers.get(stream)?.timestamp,
      flowing: () => this.#flowing(),
      closed: ({ code, reason }) => this.#closed(code, reason),
    };
  }

  #hello(hello: Hello): void {
    this.#maxFrameBytes = hello.limits.frameBytes;
    this.surroundings.post({ kind: "news", news: hello });
  }

  /** What comes for a stream that is closed already is passed over. */
  #media(stream: number, data: ArrayBuffer): void {
    const receiver = this.#receivers.get(stream);
    const frame = receiver && readFrame(data);
    if (frame !== undefined) {
      receiver?.receive(frame.tag);
    }
  }

  #each(stream: number | undefined, act: (publisher: Publisher) => void): void {
    for (const [number, { publisher }] of this.#publishers) {
      if (stream === undefined || stream === number) {
        act(publisher);
      }
    }
  }

  async #flowing(): Promise<number | undefined> {
    const all = Promise.all([...this.#publishers.values()].map(({ publisher }) => publisher.flowing()));
    const gaps = (await Promise.race([all, delay(FLOWING_MS)])) ?? [];
    const known = gaps.filter((gap) => gap !== undefined);
    return known.length === 0 ? undefined : Math.round(Math.max(...known));
  }

  #receive(stream: number): void {
    const { post } = this.surroundings;
    const receiver = new Receiver((tag, dropped) => post({ kind: "tag", stream, tag, dropped }, [tag.bytes]));
    this.#receivers.set(stream, receiver);
  }

  #news(news: News): void {
    if (news.type === "ack") {
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
    this.surroundings.post({ kind: "closed", code, reason });
  }

  #events(stream: number): PublisherEvents {
    const { post } = this.surroundings;
    return {
      send: (bytes) => this.#link?.sendMedia(stream, bytes),
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
    const id = this.#link?.nextId() ?? FIRST_WORKER_ID;
    this.#link?.ask({ id, type: "send", stream, handler: "@setDataFrame", args: [name, data] as WireValue[] });
  }
}
