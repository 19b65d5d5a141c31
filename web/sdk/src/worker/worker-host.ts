import { type Formats, metadata } from "../media/metadata.ts";
import { type Deferred, deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { Closing } from "../shared/link-types.ts";
import { toWire } from "../values/to-wire.ts";
import type { GatewayEvent, Hello, WireValue } from "../wire/protocol.ts";
import { readFrame } from "../wire/tags.ts";
import { CaptureSources } from "./capture-sources.ts";
import { FIRST_WORKER_ID, Link } from "./link.ts";
import type { LinkListener, Network } from "./link-listener.ts";
import type { FromWorker, ToWorker, TrackInputs } from "./messages.ts";
import { Publisher, type PublisherListener } from "./publisher.ts";
import { Receiver } from "./receiver.ts";
import { type Clock, delay } from "./timing.ts";

/** Access to the worker's global scope, replaceable in tests. */
export interface WorkerEnvironment extends Network {
  post(message: FromWorker, transfer?: Transferable[]): void;
  clock: Clock;
}

/** Longest time to wait for media after an outage before the link is reported without a gap, in milliseconds. */
const MEDIA_RESUMED_MS = 5000;

/** Publisher, and its formats once they are known. */
interface PublisherEntry {
  publisher: Publisher;
  formats?: Formats;
}

/** Worker side of the SDK: owns the link, publishers and receivers, and passes requests of the page on. */
export class WorkerHost {
  readonly #publishers = new Map<number, PublisherEntry>();
  readonly #receivers = new Map<number, Receiver>();
  #link: Link | undefined;
  /** Pending while streams send what was captured before their end. */
  #ending: Promise<void> | undefined;
  #maxFrameBytes = 0;
  /** Pending while the page obtains a token. */
  #token: Deferred<string> | undefined;
  /** WebAssembly of the AAC encoder, once a stream needs it. */
  #aac: Deferred<ArrayBuffer> | undefined;

  readonly #captures: CaptureSources;

  constructor(readonly environment: WorkerEnvironment) {
    this.#captures = new CaptureSources(environment.post, environment.clock);
    environment.post({ kind: "started", hasTrackProcessor: typeof MediaStreamTrackProcessor !== "undefined" });
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case "open":
        this.#link = new Link(
          message.url,
          message.reconnect,
          this.environment,
          this.#linkListener(),
          message.hasTokens ? () => this.#obtainToken() : undefined,
        );
        break;
      case "token":
        this.#token?.resolve(message.token);
        this.#token = undefined;
        break;
      case "noToken":
        this.#token?.reject(new Error(message.reason));
        this.#token = undefined;
        break;
      case "network":
        this.#link?.networkChanged(message.isOnline);
        break;
      case "request":
        this.#afterMedia(() => this.#link?.request(message.request));
        break;
      case "aac":
        this.#onAac(message);
        break;
      case "prepare":
        void this.#prepare(message.stream, message.inputs);
        break;
      case "start":
        this.#start(message.stream);
        break;
      case "attach":
        this.#attach(message.stream, message.inputs);
        break;
      case "frame":
      case "pageHidden":
      case "trackState":
      case "captureFailed":
        this.#captures.receive(message);
        break;
      case "setVideoBitrate":
        this.#publishers.get(message.stream)?.publisher.setVideoBitrate(message.bitrate);
        break;
      case "receive":
        this.#createReceiver(message.stream);
        break;
      case "consumed":
        this.#receivers.get(message.stream)?.consumed(message.bytes);
        break;
      case "stop":
        this.#finish(message.stream);
        break;
      case "close":
        for (const stream of this.#publishers.keys()) {
          this.#finish(stream);
        }
        this.#afterMedia(() => {
          this.#stopAll();
          this.#link?.close();
        });
        break;
    }
  }

  /** Asks the page for a token, once for all that wait for it. */
  #obtainToken(): Promise<string> {
    if (this.#token === undefined) {
      this.#token = deferred<string>();
      this.environment.post({ kind: "tokenWanted" });
    }
    return this.#token.promise;
  }

  #linkListener(): LinkListener {
    const { post } = this.environment;
    return {
      hello: (hello) => this.#onHello(hello),
      response: (response) => response.id < FIRST_WORKER_ID && post({ kind: "response", response }),
      event: (event) => this.#onEvent(event),
      media: (stream, frame) => this.#onMedia(stream, frame),
      state: (link) => post({ kind: "link", link }),
      suspend: (stream) => this.#forEachPublisher(stream, (publisher) => publisher.suspend()),
      resume: (fresh, stream) => this.#forEachPublisher(stream, (publisher) => publisher.resume(fresh)),
      position: (stream) => this.#receivers.get(stream)?.timestamp,
      mediaResumed: () => this.#mediaResumed(),
      closed: (closing) => this.#onClosed(closing),
    };
  }

  #onHello(hello: Hello): void {
    this.#maxFrameBytes = hello.limits.frameBytes;
    this.environment.post({ kind: "event", event: hello });
  }

  /** Passes a frame to its receiver. Ignores frames of a stream that is closed already. */
  #onMedia(stream: number, data: ArrayBuffer): void {
    const receiver = this.#receivers.get(stream);
    const frame = receiver && readFrame(data);
    if (frame !== undefined) {
      receiver?.receive(frame.tag);
    }
  }

  #forEachPublisher(stream: number | undefined, action: (publisher: Publisher) => void): void {
    for (const [number, { publisher }] of this.#publishers) {
      if (stream === undefined || stream === number) {
        action(publisher);
      }
    }
  }

  async #mediaResumed(): Promise<number | undefined> {
    const all = Promise.all([...this.#publishers.values()].map(({ publisher }) => publisher.mediaResumed()));
    const gaps = (await Promise.race([all, delay(MEDIA_RESUMED_MS)])) ?? [];
    const known = gaps.filter((gap) => gap !== undefined);
    return known.length === 0 ? undefined : Math.round(Math.max(...known));
  }

  #createReceiver(stream: number): void {
    const { post } = this.environment;
    const receiver = new Receiver((tag, dropped) => post({ kind: "tag", stream, tag, dropped }, [tag.bytes]));
    this.#receivers.set(stream, receiver);
  }

  #onEvent(event: GatewayEvent): void {
    if (event.type === "ack") {
      this.#publishers.get(event.stream)?.publisher.acknowledge(event);
    } else if (event.type === "keyframe") {
      this.#publishers.get(event.stream)?.publisher.requestKeyframe();
    }
    this.environment.post({ kind: "event", event });
  }

  async #prepare(stream: number, inputs: TrackInputs): Promise<void> {
    try {
      const listener = this.#publisherListener(stream);
      const { clock } = this.environment;
      const tracks = this.#captures.open(stream, inputs);
      const publisher = new Publisher(tracks, this.#maxFrameBytes, listener, clock, () => this.#loadAac());
      const entry: PublisherEntry = { publisher };
      this.#publishers.set(stream, entry);
      entry.formats = await publisher.prepare();
      this.environment.post({ kind: "prepared", stream, formats: entry.formats });
    } catch (error) {
      this.#fail(stream, error);
    }
  }

  /** Replaces the tracks of a stream. If it has ended meanwhile, the tracks are not captured. */
  #attach(stream: number, inputs: TrackInputs): void {
    const tracks = this.#captures.open(stream, inputs);
    const publisher = this.#publishers.get(stream)?.publisher;
    if (publisher === undefined) {
      void tracks.video?.readable.cancel();
      void tracks.audio?.readable.cancel();
    } else {
      publisher.attach(tracks);
    }
  }

  #loadAac(): Promise<ArrayBuffer> {
    if (this.#aac === undefined) {
      this.#aac = deferred();
      this.environment.post({ kind: "needAac" });
    }
    return this.#aac.promise;
  }

  #onAac(message: ToWorker & { kind: "aac" }): void {
    if ("wasm" in message) {
      this.#aac?.resolve(message.wasm);
    } else {
      this.#aac?.reject(new MultiConnectionError("encoder", message.error));
      // The next stream tries again.
      this.#aac = undefined;
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
      this.#fail(stream, error);
    }
  }

  /** Ends a stream after it has sent what was captured. Later requests, such as closeStream, wait for that. */
  #finish(stream: number): void {
    const publisher = this.#publishers.get(stream)?.publisher;
    if (publisher === undefined) {
      this.#stop(stream);
      return;
    }
    const ending = Promise.all([this.#ending, publisher.finish()]).then(() => {
      this.#stop(stream);
      if (this.#ending === ending) {
        this.#ending = undefined;
      }
    });
    this.#ending = ending;
  }

  /** Runs an action immediately, or in its order after the last media of streams that end. */
  #afterMedia(action: () => void): void {
    if (this.#ending === undefined) {
      action();
    } else {
      void this.#ending.then(action);
    }
  }

  #stop(stream: number): void {
    this.#receivers.delete(stream);
    const publisher = this.#publishers.get(stream)?.publisher;
    this.#publishers.delete(stream);
    publisher?.stop();
    if (publisher !== undefined) {
      this.environment.post({ kind: "stopped", stream, stats: publisher.stats });
    }
  }

  #stopAll(): void {
    for (const stream of [...this.#publishers.keys(), ...this.#receivers.keys()]) {
      this.#stop(stream);
    }
  }

  #onClosed(closing: Closing): void {
    this.#stopAll();
    this.environment.post({ kind: "closed", ...closing });
  }

  #publisherListener(stream: number): PublisherListener {
    const { post } = this.environment;
    return {
      send: (bytes) => this.#link?.sendMedia(stream, bytes),
      stats: (stats) => post({ kind: "stats", stream, stats }),
      dropping: (dropping) => post({ kind: "dropping", stream, dropping }),
      target: (target) => post({ kind: "target", stream, target }),
      ended: (track) => post({ kind: "ended", stream, track }),
      failed: (error) => this.#fail(stream, error),
    };
  }

  #fail(stream: number, error: unknown): void {
    this.#stop(stream);
    const code = error instanceof MultiConnectionError ? error.code : "encoder";
    this.environment.post({ kind: "failed", stream, code, message: (error as Error).message });
  }

  #sendMetadata(stream: number, formats: Formats): void {
    const [name, data] = toWire(["onMetaData", metadata(formats)]);
    const id = this.#link?.nextId() ?? FIRST_WORKER_ID;
    this.#link?.request({ id, type: "send", stream, handler: "@setDataFrame", args: [name, data] as WireValue[] });
  }
}
