import type { PlayedStream } from "./played-stream.ts";

/** Options of {@link MultiConnection.play}. */
export interface PlayOptions {
  /** Numbers of the servers to try, in this order; by default all servers, in list order. */
  servers?: number[];
  /** Stream names by server number, where they differ. */
  names?: { [server: number]: string };
  /**
   * Start position in seconds: -1 (default) plays the live stream; -2 plays the live stream if there is one, otherwise
   * the recording; 0 or more plays the recording from there.
   */
  start?: number;
  /** Seconds to play, for a live stream from its first frame; -1 (default) plays all. */
  length?: number;
  /** Seconds of media that the player buffers, 0 to 60; by default the server decides. */
  buffer?: number;
  /** Timeout in milliseconds for a server's response, and again for its first media; 100 to 60 000, default 3000. */
  timeout?: number;
  /** Called with the stream before the gateway is asked to play it, so that no early event is missed. */
  opened?: (stream: PlayedStream) => void;
  /** Cancels playing. */
  signal?: AbortSignal;
}
