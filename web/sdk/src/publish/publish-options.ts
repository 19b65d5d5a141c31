import type { PublishMode } from "../wire/protocol.ts";
import type { MediaOptions } from "./media-options.ts";
import type { PublishedStream } from "./published-stream.ts";

/** Options of {@link MultiConnection.publish}. */
export interface PublishOptions extends MediaOptions {
  /** Stream names, or stream keys, by server number, where they differ. */
  names?: { [server: number]: string };
  /** Default `live`. */
  mode?: PublishMode;
  /** Timeout in milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  /** Called with the stream before the gateway is asked to publish it, so that no early event is missed. */
  opened?: (stream: PublishedStream) => void;
  /** Cancels publishing. */
  signal?: AbortSignal;
}
