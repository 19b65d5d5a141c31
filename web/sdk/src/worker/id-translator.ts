import type { GatewayEvent, GatewayResponse, RequestMessage } from "../wire/protocol.ts";
import { IdMap } from "./id-map.ts";
import type { LostResponse } from "./messages.ts";

/**
 * Translates the numbers of servers, streams and calls in messages, so that they stay the same for the application in
 * whichever session it is. Relies on fields having the same name for the same thing throughout the protocol.
 */
export class IdTranslator {
  constructor(
    readonly servers = new IdMap(),
    readonly streams = new IdMap(),
    /** Calls of servers that expect a result. */
    readonly calls = new IdMap(),
  ) {}

  /** Returns a translator for the session that replaces this one. */
  successor(): IdTranslator {
    return new IdTranslator(this.servers.successor(), this.streams.successor(), this.calls.successor());
  }

  /** Translates a request of the application to the gateway's numbers. */
  request(request: RequestMessage): RequestMessage {
    const { servers, streams } = this;
    if (request.type === "connect") {
      return request;
    }
    return {
      ...request,
      ...("server" in request && typeof request.server === "number" && { server: servers.toGateway(request.server) }),
      ...("stream" in request && { stream: streams.toGateway(request.stream) }),
      ...("call" in request && { call: this.#takeCall(request.call) }),
      ...("on" in request && typeof request.on === "number" && { on: servers.toGateway(request.on) }),
      ...("servers" in request && { servers: request.servers?.map((each) => servers.toGateway(each)) }),
      ...("names" in request && { names: translateKeys(request.names, namesStreams(request) ? streams : servers) }),
    } as RequestMessage;
  }

  /** Translates the response to a request to the application's numbers. */
  response({ type }: RequestMessage, response: GatewayResponse | LostResponse): GatewayResponse | LostResponse {
    if (response.type === "error") {
      return response;
    }
    const { server, servers, stream, answers } = response as Numbered;
    if (type === "createStream" && stream !== undefined) {
      this.streams.created(stream);
    }
    return {
      ...response,
      ...(server !== undefined && { server: this.servers.toApplication(server) }),
      ...(stream !== undefined && { stream: this.streams.toApplication(stream) }),
      ...(servers !== undefined && { servers: servers.map((each) => this.#translateServer(each)) }),
      ...(answers !== undefined && { answers: answers.map((each) => this.#translateServer(each)) }),
    };
  }

  /** Translates an event to the application's numbers. */
  event(event: GatewayEvent): GatewayEvent {
    const { server, servers, stream, call, info, url } = event as Numbered;
    return {
      ...event,
      ...(server !== undefined && { server: this.servers.toApplication(server, url) }),
      ...(stream !== undefined && { stream: this.streams.toApplication(stream) }),
      ...(servers !== undefined && { servers: servers.map((each) => this.#translateServer(each)) }),
      ...(call !== undefined && { call: this.calls.toApplication(call) }),
      // Only the gateway's own statuses about a play contain server numbers.
      ...(info !== undefined && server === undefined && { info: this.#translateInfo(info) }),
    } as GatewayEvent;
  }

  /** Removes a call, as it gets only one result. */
  #takeCall(call: number): number {
    const gatewayId = this.calls.toGateway(call);
    this.calls.remove(call);
    return gatewayId;
  }

  #translateInfo(info: Record<string, unknown>): Record<string, unknown> {
    const keys = ["server", "from", "to"].filter((key) => typeof info[key] === "number");
    const translated = keys.map((key) => [key, this.servers.toApplication(info[key] as number)]);
    return { ...info, ...Object.fromEntries(translated) };
  }

  #translateServer(each: ListedServer): ListedServer {
    return typeof each === "number"
      ? this.servers.toApplication(each)
      : { ...each, server: this.servers.toApplication(each.server, each.url) };
  }
}

/** Server in a list: its number alone, or an object with its number. */
type ListedServer = number | { server: number; url?: string };

/** Fields of responses and events that contain numbers. */
interface Numbered {
  server?: number;
  url?: string;
  stream?: number;
  call?: number;
  servers?: ListedServer[];
  answers?: Array<{ server: number }>;
  info?: Record<string, unknown>;
}

/** Whether the keys of `names` are streams on one server rather than servers of one stream. */
function namesStreams({ type }: RequestMessage): boolean {
  return type === "addServer" || type === "reconnect";
}

function translateKeys(names: { [number: string]: string } | undefined, ids: IdMap): object | undefined {
  return names && Object.fromEntries(Object.entries(names).map(([id, name]) => [ids.toGateway(Number(id)), name]));
}
