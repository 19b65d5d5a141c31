import type { Request } from "../sdk/src/wire/protocol.ts";
import type { FakeReplies } from "./fake-replies.ts";
import type { FakeServer } from "./fake-server.ts";
import type { FakeServers } from "./fake-servers.ts";
import type { FakeTimers } from "./fake-timers.ts";

interface FakeStream {
  published: boolean;
  bytes: number;
  timestamp: number;
}

/** Highest stream number that the media header can carry. */
const MAX_STREAM = 255;

/** Milliseconds after which a server called `lost` drops its connection, and one called `slow` starts to lag. */
const LOST_AFTER = 4000;
const SLOW_AFTER = 3000;

/** Parts of a fake session that its published streams use. */
export interface StreamsSession {
  readonly replies: FakeReplies;
  readonly servers: FakeServers;
  readonly timers: FakeTimers;
  now(): number;
  lose(server: number): void;
  onMedia?: ((type: number, timestamp: number, body: Uint8Array) => void) | undefined;
}

/** Streams of a fake session: their numbers, publishing and acknowledgements. */
export class FakeStreams {
  readonly #streams = new Map<number, FakeStream>();
  readonly #free: number[] = [];
  #next = 1;

  constructor(readonly session: StreamsSession) {}

  create(id: number): void {
    // Once all numbers were used, the number that was released first is used again.
    const stream = this.#next > MAX_STREAM ? (this.#free.shift() ?? 0) : this.#next++;
    this.#streams.set(stream, { published: false, bytes: 0, timestamp: 0 });
    this.session.replies.result(id, { stream });
  }

  close(stream: number): void {
    if (this.#streams.delete(stream)) {
      this.#free.push(stream);
    }
  }

  clear(): void {
    this.#streams.clear();
  }

  publish({ id, stream }: Request & { type: "publish"; id: number }): void {
    const { replies, servers, timers } = this.session;
    const found = this.#streams.get(stream);
    if (found === undefined) {
      replies.error(id, "no-such-stream", `no stream ${stream}`);
      return;
    }
    found.published = true;
    timers.later(1, () => {
      for (const [server, each] of servers.list.entries()) {
        if (each.state === "Live") {
          this.#publishAt(server, each, stream);
        }
      }
      const live = servers.count("Live");
      if (live < servers.required) {
        found.published = false;
        replies.status(undefined, "NetStream.Publish.Failed", `Only ${live} servers publish.`, "error", stream);
        replies.error(id, "publish-failed", `only ${live} of ${servers.required} servers publish`);
      } else {
        const text = `${live} of ${servers.list.length} servers publish.`;
        replies.status(undefined, "NetStream.Publish.Start", text, "status", stream);
        replies.result(id);
      }
    });
  }

  #publishAt(server: number, each: FakeServer, stream: number): void {
    const { replies, servers } = this.session;
    if (each.behaviour === "badkey") {
      replies.status(server, "NetStream.Publish.BadName", "Stream key not accepted.", "error", stream);
      servers.reject(server, "the server refused the stream key");
    } else if (each.behaviour === "taken") {
      replies.status(server, "NetStream.Publish.BadName", "Already publishing", "error", stream);
      servers.reject(server, "publish was refused: the name is already being published");
    } else {
      each.publishedAt = this.session.now();
      replies.status(server, "NetStream.Publish.Start", "Start publishing", "status", stream);
    }
  }

  /** Publishes all streams on a server that was reconnected. */
  publishAgain(server: number, found: FakeServer): void {
    for (const [stream, { published }] of this.#streams) {
      if (published && found.state === "Live") {
        found.publishedAt = Number.POSITIVE_INFINITY; // it is lost, or slow, once
        this.session.replies.status(server, "NetStream.Publish.Start", "Start publishing", "status", stream);
      }
    }
  }

  media(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const [type, number, timestamp] = [view.getUint8(0), view.getUint8(1), view.getUint32(4)];
    const stream = this.#streams.get(number);
    if (!stream?.published) {
      const message = `stream ${number} is not published`;
      this.session.replies.emit({ type: "error", code: "not-publishing", message });
      return;
    }
    stream.bytes += data.byteLength;
    stream.timestamp = timestamp;
    for (const [server, each] of this.session.servers.list.entries()) {
      if (each.state === "Live" || each.state === "Lagging") {
        this.#deliver(server, each, type, data.byteLength);
      }
    }
    this.session.onMedia?.(type, timestamp, data.subarray(8));
  }

  #deliver(number: number, server: FakeServer, type: number, bytes: number): void {
    const age = this.session.now() - (server.publishedAt ?? this.session.now());
    if (server.behaviour === "lost" && age > LOST_AFTER) {
      this.session.lose(number);
      return;
    }
    if (server.behaviour === "slow" && server.state === "Live" && age > SLOW_AFTER) {
      this.session.servers.lag(number);
    }
    if (server.state === "Lagging" && type === 9) {
      server.dropped++;
    } else {
      server.bytes += bytes;
      server.frames++;
    }
  }

  /** Acknowledges the media received so far on each published stream. */
  ack(): void {
    for (const [stream, { bytes, timestamp, published }] of this.#streams) {
      if (published) {
        const servers = this.session.servers.list.map(({ bytes: sentBytes, frames, dropped, state }, server) => {
          const lagging = state === "Lagging";
          const queue = { queueBytes: lagging ? 3_400_000 : 0, queueMs: lagging ? 2900 : 0 };
          return { server, ...queue, sentBytes, frames, dropped };
        });
        this.session.replies.emit({ type: "ack", stream, bytes, timestamp, servers });
      }
    }
  }

  /** Requests a keyframe of each published stream. */
  requestKeyframes(): void {
    for (const [stream, { published }] of this.#streams) {
      if (published) {
        this.session.replies.emit({ type: "keyframe", stream });
      }
    }
  }
}
