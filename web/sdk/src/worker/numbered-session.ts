import { deferred } from "../shared/deferred.ts";
import type { Closing } from "../shared/link-types.ts";
import { HEADER_BYTES, setStream } from "../wire/frames.ts";
import type { GatewayEvent, GatewayResponse, RequestMessage, ServerEvent } from "../wire/protocol.ts";
import { GatewaySession } from "./gateway-session.ts";
import type { OpenedSocket } from "./gateway-socket.ts";
import { IdTranslator } from "./id-translator.ts";
import type { LostResponse } from "./messages.ts";
import { delay } from "./timing.ts";

/** Timeout for closing a stream, in milliseconds. */
const CLOSE_STREAM_MS = 3000;

/** Receives the events of a session, with the application's numbers. */
export interface NumberedSessionListener {
  event(session: NumberedSession, event: GatewayEvent): void;
  media(session: NumberedSession, stream: number, frame: ArrayBuffer): void;
  ended(session: NumberedSession, closing: Closing): void;
}

/** Gateway session that the application uses with its own numbers of servers, streams and calls. */
export class NumberedSession {
  readonly gatewaySession: GatewaySession;
  readonly ids: IdTranslator;
  readonly servers = new Map<number, ServerEvent>();
  /** Streams that are published in the session while it is being restored. */
  readonly publishing = new Set<number>();

  /**
   * @param previous session that this one replaces
   * @param known servers that the application knows
   */
  constructor(
    opened: OpenedSocket,
    previous: NumberedSession | undefined,
    known: Iterable<ServerEvent>,
    listener: NumberedSessionListener,
  ) {
    this.ids = previous?.ids.successor() ?? new IdTranslator();
    this.ids.servers.expect([...known].map(({ server, url }) => ({ applicationId: server, key: url })));
    this.gatewaySession = new GatewaySession(opened, {
      event: (event) => listener.event(this, this.#recordState(this.ids.event(event))),
      media: (frame) => {
        if (frame.byteLength >= HEADER_BYTES) {
          listener.media(this, this.ids.streams.toApplication(new DataView(frame).getUint8(1)), frame);
        }
      },
      ended: (closing) => listener.ended(this, closing),
    });
  }

  request(request: RequestMessage, onResponse: (response: GatewayResponse | LostResponse) => void): void {
    this.gatewaySession.request(this.ids.request(request), (response) =>
      onResponse(this.ids.response(request, response)),
    );
  }

  /** Sends a media frame, or drops it if there is no WebSocket, or if the session does not have the stream. */
  sendMedia(stream: number, bytes: Uint8Array<ArrayBuffer>): void {
    const { streams } = this.ids;
    if (streams.has(stream)) {
      setStream(bytes, streams.toGateway(stream));
      this.gatewaySession.sendMedia(bytes);
    }
  }

  /** Closes a stream. Fulfilled with the gateway's response, or after {@link CLOSE_STREAM_MS}. */
  closeStream(stream: number, id: number): Promise<void> {
    const closed = deferred();
    this.request({ id, type: "closeStream", stream }, () => closed.resolve());
    return Promise.race([closed.promise, delay(CLOSE_STREAM_MS)]);
  }

  /** Forgets all servers: the gateway numbers further servers from 0 again. */
  clearServers(): void {
    this.ids.servers.reset();
    this.servers.clear();
  }

  #recordState(event: GatewayEvent): GatewayEvent {
    if (event.type === "server") {
      this.servers.set(event.server, event);
    }
    return event;
  }
}
