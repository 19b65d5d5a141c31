import type { CallOn, GatewayErrorCode, PublishMode, Require, RoomAddress, ServerAddress, State } from "./terms.ts";
import type { WireValue } from "./values.ts";

/** Outcome of a call on one server (section 4, call). */
export interface WireCallAnswer {
  server: number;
  outcome: "result" | "error" | "timeout" | "lost";
  /** The result, or the error object of the server. */
  value?: WireValue;
  /** Reason for `timeout` or `lost`, in plain words. */
  text?: string;
}

/** Request without its id (section 4). */
export type Request =
  | ({
      type: "connect";
      require?: Require;
      timeout?: number;
      args?: WireValue[];
      properties?: { [name: string]: WireValue };
      recover?: boolean;
    } & ({ servers: ServerAddress[] } | RoomAddress))
  | { type: "reconnect"; server: number; to?: ServerAddress; names?: { [stream: string]: string }; timeout?: number }
  | { type: "addServer"; server: ServerAddress; names?: { [stream: string]: string }; timeout?: number }
  | { type: "removeServer"; server: number }
  | { type: "call"; method: string; args?: WireValue[]; on?: CallOn; reply?: boolean; timeout?: number }
  | ({ type: "return"; call: number } & ({ result: WireValue } | { error: WireValue }))
  | {
      type: "useSharedObject";
      name: string;
      persistent?: boolean;
      mirror?: boolean;
      copies?: boolean;
      timeout?: number;
    }
  | { type: "setSlots"; name: string; changes: Array<{ path: string[]; value?: WireValue }> }
  | { type: "sendMessage"; name: string; handler: string; args?: WireValue[] }
  | { type: "clearSharedObject"; name: string }
  | { type: "releaseSharedObject"; name: string }
  | { type: "createStream" }
  | {
      type: "publish";
      stream: number;
      name: string;
      names?: { [server: string]: string };
      mode?: PublishMode;
      timeout?: number;
    }
  | { type: "send"; stream: number; handler: string; args: WireValue[] }
  | {
      type: "play";
      stream: number;
      name: string;
      names?: { [server: string]: string };
      servers?: number[];
      start?: number;
      length?: number;
      buffer?: number;
      timeout?: number;
    }
  | { type: "pause"; stream: number; paused: boolean }
  | { type: "seek"; stream: number; position: number }
  | { type: "receive"; stream: number; audio?: boolean; video?: boolean }
  | { type: "bufferTime"; stream: number; buffer: number }
  | { type: "closeStream"; stream: number }
  | { type: "disconnect" }
  | { type: "authenticate"; token: string };

/** Request with its id, as it is sent. */
export type RequestMessage = Request & { id: number };

/** Request of one type. */
export type RequestOf<T extends Request["type"]> = Extract<Request, { type: T }>;

/** Fields of a result by type of request, besides `id` and `type`. */
export interface Results {
  connect: { servers: Array<{ server: number; url: string; state: State }> };
  reconnect: object;
  addServer: { servers: Array<{ server: number; url: string; state: State }> };
  removeServer: object;
  call: { answers: WireCallAnswer[] };
  return: object;
  useSharedObject: { servers: number[] };
  setSlots: object;
  sendMessage: object;
  clearSharedObject: object;
  releaseSharedObject: object;
  createStream: { stream: number };
  publish: object;
  send: object;
  play: { server: number };
  pause: object;
  seek: object;
  receive: object;
  bufferTime: object;
  closeStream: object;
  disconnect: object;
  authenticate: object;
}

/** Response to a request (section 3). */
export type GatewayResponse = { id: number; type: "result" } | ErrorResponse;

/** Response to a request that failed (section 3). */
export interface ErrorResponse {
  id: number;
  type: "error";
  code: GatewayErrorCode;
  message: string;
  /** Whether the same request may succeed later. */
  temporary?: true;
}
