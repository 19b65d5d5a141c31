import type { Closing, LinkState } from "../shared/link-types.ts";
import type { GatewayEvent, GatewayResponse, Hello } from "../wire/protocol.ts";
import type { SocketLike } from "./gateway-socket.ts";
import type { LostResponse } from "./messages.ts";

/** Receives the events of a link, with the application's numbers, as if there were only one session. */
export interface LinkListener {
  hello(hello: Hello): void;
  response(response: GatewayResponse | LostResponse): void;
  event(event: GatewayEvent): void;
  media(stream: number, frame: ArrayBuffer): void;
  state(state: LinkState): void;
  /** Media of one stream, or of all streams, cannot be sent for now. */
  suspend(stream?: number): void;
  /** Media can be sent again, from a keyframe. A `fresh` session needs metadata and codec configurations first. */
  resume(fresh: boolean, stream?: number): void;
  /** Waits until media flows again. Returns for how many milliseconds it did not; undefined if nothing is published. */
  mediaResumed(): Promise<number | undefined>;
  /** Timestamp of the last received frame of a played stream in milliseconds; undefined before the first one. */
  position(stream: number): number | undefined;
  closed(closing: Closing): void;
}

/** Access to what tells why a WebSocket did not open. */
export interface Probes {
  fetch(url: URL, init: RequestInit): Promise<Response>;
  /** Origin of the page. */
  readonly origin: string;
  /** Whether the page's Content Security Policy has blocked a request over a protocol, such as `wss:`. */
  isBlocked(protocol: string): boolean;
}

/** Network access, replaceable in tests. */
export interface Network {
  readonly probes: Probes;
  openSocket(url: string, protocols: string[]): SocketLike;
  /** Whether the browser considers itself online at the start. */
  isOnline(): boolean;
}
