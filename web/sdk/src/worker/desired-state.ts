import type { GatewayEvent, GatewayResponse, RequestMessage, RequestOf, ServerAddress } from "../wire/protocol.ts";
import type { LostResponse } from "./messages.ts";

/** Request that changes a running play. */
type PlayChange = RequestOf<"pause" | "receive" | "bufferTime">;

/** Stream with the requests that define its state. */
export interface DesiredStream {
  publish?: RequestOf<"publish">;
  /** The last onMetaData. */
  metadata?: RequestOf<"send">;
  play?: RequestOf<"play">;
  /** Latest change of the play, by request type. */
  changes: Map<string, PlayChange>;
}

/** Requested server. It has no number if it is one of a pool, and no address if the directory chose it for a room. */
interface DesiredServer {
  address?: ServerAddress;
  server?: number;
}

/**
 * State that the application has requested, derived from its requests and their responses. A new session is restored
 * from it. All numbers are the application's.
 */
export class DesiredState {
  readonly streams = new Map<number, DesiredStream>();
  readonly objects = new Map<string, RequestOf<"useSharedObject">>();
  /** Numbers of removed servers. */
  readonly removed = new Set<number>();
  /** Increases with every change of servers or streams. */
  revision = 0;
  readonly #names = new Map<number, { [server: number]: string }>();
  #connect: RequestOf<"connect"> | undefined;
  #servers: DesiredServer[] = [];

  /** Request that connects the desired servers, if any. */
  get connect(): RequestOf<"connect"> | undefined {
    const connect = this.#connect;
    return connect && ("servers" in connect ? { ...connect, servers: this.#addresses } : connect);
  }

  /** Servers that were added to the server of a room. */
  get added(): ServerAddress[] {
    return this.#connect === undefined || "servers" in this.#connect ? [] : this.#addresses;
  }

  get #addresses(): ServerAddress[] {
    return this.#servers.flatMap(({ address }) => address ?? []);
  }

  /** Returns the request that publishes a stream, including the names for servers that were added later. */
  publish(stream: number): RequestOf<"publish"> | undefined {
    const publish = this.streams.get(stream)?.publish;
    const names = { ...publish?.names, ...this.#names.get(stream) };
    return publish && { ...publish, ...(Object.keys(names).length > 0 && { names }) };
  }

  /** Applies a request that ends something. It takes effect even if the response is lost. */
  onRequest(request: RequestMessage): void {
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
          this.#updateStream(request.stream, { metadata: request });
        }
        break;
      default:
    }
  }

  /** Applies a request that succeeded. */
  onResponse(request: RequestMessage, response: GatewayResponse | LostResponse): void {
    if (response.type === "error") {
      return;
    }
    const { servers = [], stream = 0 } = response as { servers?: Array<{ server: number }>; stream?: number };
    switch (request.type) {
      case "connect":
        this.revision++;
        this.removed.clear();
        this.#connect = request;
        this.#servers = [];
        if ("servers" in request) {
          this.#addServers(request.servers, servers);
        } else {
          this.#servers = servers.map(({ server }) => ({ server }));
        }
        break;
      case "addServer":
        this.revision++;
        this.#addServers([request.server], servers);
        this.#addNames(request.names ?? {}, servers);
        break;
      case "reconnect":
        this.#replaceServer(request);
        break;
      case "createStream":
        this.revision++;
        this.streams.set(stream, { changes: new Map() });
        break;
      case "publish":
        this.#updateStream(request.stream, { publish: request });
        break;
      case "play":
        this.#updateStream(request.stream, { play: request, changes: new Map() });
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

  /** Removes a play that has ended, so that it is not restored. */
  onEvent(event: GatewayEvent): void {
    if (event.type === "status" && event.server === undefined && event.info.code === "NetStream.Play.Stop") {
      delete this.streams.get(event.stream ?? 0)?.play;
    }
  }

  #addServers(addresses: ServerAddress[], servers: Array<{ server: number }>): void {
    // A pool may expand to several servers. Then it is unknown which server has which address.
    const isOneToOne = addresses.length === servers.length;
    const added = addresses.map((address, i) => ({ address, ...(isOneToOne && servers[i]) }));
    this.#servers.push(...added.map(({ address, server }) => ({ address, ...(server !== undefined && { server }) })));
  }

  /** Replaces the address of a server. A server of a pool that expanded to several keeps its address. */
  #replaceServer({ server, to, names }: RequestOf<"reconnect">): void {
    this.revision++;
    if (to !== undefined) {
      this.#servers = this.#servers.map((each) => (each.server === server ? { server, address: to } : each));
    }
    this.#addNames(names ?? {}, [{ server }]);
  }

  #addNames(names: { [stream: string]: string }, servers: Array<{ server: number }>): void {
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

  #updateStream(stream: number, change: Partial<DesiredStream>): void {
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

/** Whether a request has ended all servers, so that the gateway numbers further ones from 0 again. */
export function endsAllServers(request: RequestMessage, response: GatewayResponse | LostResponse): boolean {
  return request.type === "disconnect"
    ? response.type === "result"
    : request.type === "connect" && response.type === "error" && response.code === "setup-failed";
}
