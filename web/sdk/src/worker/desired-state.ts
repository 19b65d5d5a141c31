import type { Answer, Asked, News, RequestOf, ServerAddress } from "../wire/protocol.ts";
import type { Lost } from "./messages.ts";

/** What may be changed of a play that goes on. */
type PlayChange = RequestOf<"pause" | "receive" | "bufferTime">;

/** A stream, and what was asked of it. */
export interface StreamSetup {
  publish?: RequestOf<"publish">;
  /** The last onMetaData. */
  metadata?: RequestOf<"send">;
  play?: RequestOf<"play">;
  /** What holds of its play, the latest of each kind. */
  changes: Map<string, PlayChange>;
}

/** A server that was asked for; its number, where it is not one of a pool's. That of a room has no address of its own. */
interface Wanted {
  address?: ServerAddress;
  server?: number;
}

/**
 * What was asked for in a session and still holds: all that must be asked again in another one to be where one was.
 * It is read off the requests and their answers, in the application's numbers.
 */
export class Setup {
  readonly streams = new Map<number, StreamSetup>();
  readonly objects = new Map<string, RequestOf<"useSharedObject">>();
  /** Numbers of servers that were taken out. */
  readonly removed = new Set<number>();
  /** Goes up with every change of servers or streams. */
  revision = 0;
  readonly #names = new Map<number, { [server: number]: string }>();
  #connect: RequestOf<"connect"> | undefined;
  #servers: Wanted[] = [];

  /** The request that connects the servers there should be now, if any. */
  get connect(): RequestOf<"connect"> | undefined {
    const connect = this.#connect;
    return connect && ("servers" in connect ? { ...connect, servers: this.#addresses } : connect);
  }

  /** Servers that were added to the one of a room. */
  get added(): ServerAddress[] {
    return this.#connect === undefined || "servers" in this.#connect ? [] : this.#addresses;
  }

  get #addresses(): ServerAddress[] {
    return this.#servers.flatMap(({ address }) => address ?? []);
  }

  /** The request that publishes a stream, with the names that servers added since have. */
  publish(stream: number): RequestOf<"publish"> | undefined {
    const publish = this.streams.get(stream)?.publish;
    const names = { ...publish?.names, ...this.#names.get(stream) };
    return publish && { ...publish, ...(Object.keys(names).length > 0 && { names }) };
  }

  /** What is asked to end holds no longer, whether the answer comes or not. */
  asked(request: Asked): void {
    switch (request.type) {
      case "closeStream":
        this.revision++;
        this.streams.delete(request.stream);
        this.#names.delete(request.stream);
        break;
      case "releaseSharedObject":
        this.objects.delete(request.name);
        break;
      case "removeServer":
        this.revision++;
        this.removed.add(request.server);
        this.#servers = this.#servers.filter(({ server }) => server !== request.server);
        if (this.#servers.length === 0) {
          this.#clear();
        }
        break;
      case "disconnect":
        this.#clear();
        break;
      case "send":
        if (request.handler === "@setDataFrame") {
          this.#change(request.stream, { metadata: request });
        }
        break;
      default:
    }
  }

  /** What the gateway agreed to holds. */
  answered(request: Asked, answer: Answer | Lost): void {
    if (answer.type === "error") {
      return;
    }
    const { servers = [], stream = 0 } = answer as { servers?: Array<{ server: number }>; stream?: number };
    switch (request.type) {
      case "connect":
        this.revision++;
        this.removed.clear();
        this.#connect = request;
        this.#servers = [];
        if ("servers" in request) {
          this.#want(request.servers, servers);
        } else {
          this.#servers = servers.map(({ server }) => ({ server }));
        }
        break;
      case "addServer":
        this.revision++;
        this.#want([request.server], servers);
        this.#name(request.names ?? {}, servers);
        break;
      case "reconnect":
        this.#replace(request);
        break;
      case "createStream":
        this.revision++;
        this.streams.set(stream, { changes: new Map() });
        break;
      case "publish":
        this.#change(request.stream, { publish: request });
        break;
      case "play":
        this.#change(request.stream, { play: request, changes: new Map() });
        break;
      case "pause":
      case "receive":
      case "bufferTime":
        this.#changePlay(request);
        break;
      case "useSharedObject":
        this.objects.set(request.name, request);
        break;
      default:
    }
  }

  /** A play whose length is over, as the gateway says, is not asked for again. */
  heard(news: News): void {
    if (news.type === "status" && news.server === undefined && news.info.code === "NetStream.Play.Stop") {
      delete this.streams.get(news.stream ?? 0)?.play;
    }
  }

  #want(addresses: ServerAddress[], servers: Array<{ server: number }>): void {
    // A pool is several servers, or other ones another time: then which is which is not known.
    const eachIsOne = addresses.length === servers.length;
    const wanted = addresses.map((address, i) => ({ address, ...(eachIsOne && servers[i]) }));
    this.#servers.push(...wanted.map(({ address, server }) => ({ address, ...(server !== undefined && { server }) })));
  }

  /** One of a pool's cannot be told from its others, and stays as it was. */
  #replace({ server, to, names }: RequestOf<"reconnect">): void {
    this.revision++;
    if (to !== undefined) {
      this.#servers = this.#servers.map((each) => (each.server === server ? { server, address: to } : each));
    }
    this.#name(names ?? {}, [{ server }]);
  }

  #name(names: { [stream: string]: string }, servers: Array<{ server: number }>): void {
    for (const [stream, name] of Object.entries(names)) {
      const added = Object.fromEntries(servers.map(({ server }) => [server, name]));
      this.#names.set(Number(stream), { ...this.#names.get(Number(stream)), ...added });
    }
  }

  #changePlay(request: PlayChange): void {
    const changes = this.streams.get(request.stream)?.changes;
    if (request.type === "pause" && !request.paused) {
      changes?.delete("pause");
    } else {
      changes?.set(request.type, { ...changes.get(request.type), ...request });
    }
  }

  #change(stream: number, change: Partial<StreamSetup>): void {
    const found = this.streams.get(stream);
    if (found !== undefined) {
      this.streams.set(stream, { ...found, ...change });
    }
  }

  #clear(): void {
    this.revision++;
    this.#connect = undefined;
    this.#servers = [];
    this.streams.clear();
    this.objects.clear();
    this.removed.clear();
    this.#names.clear();
  }
}
