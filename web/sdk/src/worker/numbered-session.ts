import type { Closing } from "../session/session.ts";
import { deferred } from "../shared/deferred.ts";
import { HEADER_BYTES } from "../wire/frames.ts";
import type { Answer, Asked, News, ServerNews } from "../wire/protocol.ts";
import { delay } from "./clock.ts";
import { GatewaySession } from "./gateway-session.ts";
import type { Opened } from "./gateway-socket.ts";
import { Numbering } from "./id-map.ts";
import type { Lost } from "./messages.ts";

/** How long closing a stream may take, in milliseconds. */
const CLOSE_STREAM_MS = 3000;

/** What is heard of a session, in the application's numbers. */
export interface ServedEvents {
  news(served: Served, news: News): void;
  media(served: Served, stream: number, frame: ArrayBuffer): void;
  ended(served: Served, closing: Closing): void;
}

/** A gateway session, as the application sees it: how it numbers things, and how its servers are. */
export class Served {
  readonly session: GatewaySession;
  readonly numbering: Numbering;
  readonly servers = new Map<number, ServerNews>();
  /** Streams that are published in it while it is set up. */
  readonly publishing = new Set<number>();

  /**
   * @param before the session that this one replaces
   * @param told the servers that the application knows
   */
  constructor(opened: Opened, before: Served | undefined, told: Iterable<ServerNews>, events: ServedEvents) {
    this.numbering = before?.numbering.successor() ?? new Numbering();
    this.numbering.servers.expect([...told].map(({ server, url }) => ({ ours: server, key: url })));
    this.session = new GatewaySession(opened, {
      news: (news) => events.news(this, this.#note(this.numbering.news(news))),
      media: (frame) => {
        if (frame.byteLength >= HEADER_BYTES) {
          events.media(this, this.numbering.streams.ours(new DataView(frame).getUint8(1)), frame);
        }
      },
      ended: (closing) => events.ended(this, closing),
    });
  }

  ask(request: Asked, answered: (answer: Answer | Lost) => void): void {
    this.session.ask(this.numbering.request(request), (answer) => answered(this.numbering.answer(request, answer)));
  }

  /** Sends a stamped media frame, or drops it if there is no WebSocket, or the session has no such stream. */
  sendMedia(stream: number, bytes: Uint8Array<ArrayBuffer>): void {
    const { streams } = this.numbering;
    if (streams.has(stream)) {
      bytes[1] = streams.theirs(stream);
      this.session.sendMedia(bytes);
    }
  }

  /** Ends a stream; fulfilled when the gateway has done it, or takes too long. */
  closeStream(stream: number, id: number): Promise<void> {
    const closed = deferred();
    this.ask({ id, type: "closeStream", stream }, () => closed.resolve());
    return Promise.race([closed.promise, delay(CLOSE_STREAM_MS)]);
  }

  /** Everything has ended: servers are numbered from 0 again. */
  forgetServers(): void {
    this.numbering.servers.forget();
    this.servers.clear();
  }

  #note(news: News): News {
    if (news.type === "server") {
      this.servers.set(news.server, news);
    }
    return news;
  }
}
