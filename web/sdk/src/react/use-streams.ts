import { useCallback, useEffect, useState } from "react";
import type { MultiConnection } from "../connection/multi-connection.ts";
import type { PlayOptions } from "../play/play-options.ts";
import type { PlayedStream } from "../play/played-stream.ts";
import type { PublishOptions } from "../publish/publish-options.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import { useLatest } from "./use-event.ts";

/** Stream of a component. */
export interface StreamState<Stream> {
  /** The stream; undefined until it is published or played. */
  readonly stream: Stream | undefined;
  /** Reason why the stream could not be opened, or has failed. */
  readonly error: unknown;
}

/** Stream as the hooks use it. */
interface OpenStream {
  on(type: "error", listener: (error: unknown) => void): unknown;
  on(type: "close", listener: () => void): unknown;
  close(): Promise<void>;
}

/**
 * Publishes a stream while the component is mounted and the session is connected. Options are read when it is published;
 * another name or other tracks publish again.
 *
 * @param connection session that is connected, `connected` of `useMultiConnection`; undefined publishes nothing
 * @param name undefined publishes nothing
 */
export function usePublishedStream(
  connection: MultiConnection | undefined,
  name: string | undefined,
  options: Omit<PublishOptions, "signal" | "opened"> = {},
): StreamState<PublishedStream> {
  const latest = useLatest(options);
  const { video, audio } = options;
  const open = useCallback(
    (signal: AbortSignal) => {
      const tracks = { ...(video !== undefined && { video }), ...(audio !== undefined && { audio }) };
      return connection === undefined || name === undefined
        ? undefined
        : connection.publish(name, { ...latest.current, ...tracks, signal });
    },
    [connection, name, video, audio, latest],
  );
  return useStream(open);
}

/**
 * Plays a stream while the component is mounted and the session is connected. Options are read when it is played.
 *
 * @param connection session that is connected, `connected` of `useMultiConnection`; undefined plays nothing
 * @param name undefined plays nothing
 */
export function usePlayedStream(
  connection: MultiConnection | undefined,
  name: string | undefined,
  options: Omit<PlayOptions, "signal" | "opened"> = {},
): StreamState<PlayedStream> {
  const latest = useLatest(options);
  const open = useCallback(
    (signal: AbortSignal) =>
      connection === undefined || name === undefined ? undefined : connection.play(name, { ...latest.current, signal }),
    [connection, name, latest],
  );
  return useStream(open);
}

/** Opens a stream with each new function, and closes the one before. */
function useStream<Stream extends OpenStream>(
  open: (signal: AbortSignal) => Promise<Stream> | undefined,
): StreamState<Stream> {
  const [state, setState] = useState<StreamState<Stream>>({ stream: undefined, error: undefined });
  useEffect(() => {
    const abort = new AbortController();
    let stream: Stream | undefined;
    const update = (change: Partial<StreamState<Stream>>) => {
      if (!abort.signal.aborted) {
        setState((before) => ({ ...before, ...change }));
      }
    };
    update({ stream: undefined, error: undefined });
    open(abort.signal)?.then(
      (opened) => {
        if (abort.signal.aborted) {
          void opened.close();
          return;
        }
        stream = opened;
        opened.on("error", (error) => update({ error }));
        opened.on("close", () => update({ stream: undefined }));
        update({ stream: opened });
      },
      (error: unknown) => update({ error }),
    );
    return () => {
      abort.abort();
      void stream?.close().catch(() => {});
    };
  }, [open]);
  return state;
}
