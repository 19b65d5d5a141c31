import type { Closing } from "../session/session.ts";
import type { LinkState } from "../shared/link-types.ts";
import type { Answer, Hello, News } from "../wire/protocol.ts";
import type { Socket } from "./gateway-socket.ts";
import type { Lost } from "./messages.ts";

/** What the link tells, in the application's numbers, as if there were one session all the while. */
export interface LinkEvents {
  hello(hello: Hello): void;
  answer(answer: Answer | Lost): void;
  news(news: News): void;
  media(stream: number, frame: ArrayBuffer): void;
  state(state: LinkState): void;
  /** Media cannot be sent for now: of one stream, or of any. */
  suspend(stream?: number): void;
  /** Media goes on, from a keyframe; in a `fresh` session with all that a stream begins with. */
  proceed(fresh: boolean, stream?: number): void;
  /** Waits until media flows again. Milliseconds that it did not; undefined if there is none. */
  flowing(): Promise<number | undefined>;
  /** Where a stream that is played is, in milliseconds; undefined before anything came of it. */
  position(stream: number): number | undefined;
  closed(closing: Closing): void;
}

/** What the link needs of its surroundings. */
export interface Network {
  openSocket(url: string, protocol: string): Socket;
  /** Whether the browser believes that it has a network; that it has one may be wrong, that it has none, too. */
  isOnline(): boolean;
  /** Fulfilled when the browser has a network again. */
  online(): Promise<void>;
}
