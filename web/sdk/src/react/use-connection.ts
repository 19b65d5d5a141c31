import { useEffect, useState } from "react";
import type { ConnectOptions, MultiConnectionOptions, Server } from "../connection/connection-types.ts";
import { MultiConnection } from "../connection/multi-connection.ts";
import type { RoomAddress, ServerAddress } from "../wire/protocol.ts";
import { useLatest } from "./use-event.ts";

/** Options of {@link useMultiConnection}. */
export interface UseMultiConnectionOptions extends MultiConnectionOptions {
  /** Servers or room to connect to. Another value, compared as JSON, opens another session. */
  to?: readonly ServerAddress[] | RoomAddress;
  /** Options of `connect`; the values at the time of the first render with these servers are used. */
  connect?: Omit<ConnectOptions, "signal">;
}

/** Session of a component, and its progress. */
export interface ConnectionState {
  /** The session; undefined until the component is mounted, and on a server that renders pages. */
  readonly connection: MultiConnection | undefined;
  /** The session while `state` is `connected`: streams can be published and played. */
  readonly connected: MultiConnection | undefined;
  /**
   * `connecting`; `connected` to the required servers, or to the gateway if no servers are given; `closed` if the
   * session has failed or ended.
   */
  readonly state: "connecting" | "connected" | "closed";
  /** Reason why the session has failed. */
  readonly error: unknown;
}

const INITIAL: ConnectionState = { connection: undefined, connected: undefined, state: "connecting", error: undefined };

/**
 * Opens a session while the component is mounted, and closes it afterwards. Options other than `to` are read when the
 * session is opened.
 *
 * @param gateway URL of the gateway's WebSocket; another value opens another session
 */
export function useMultiConnection(gateway: string, options: UseMultiConnectionOptions = {}): ConnectionState {
  const latest = useLatest(options);
  const [state, setState] = useState(INITIAL);
  const to = options.to === undefined ? undefined : JSON.stringify(options.to);
  useEffect(() => {
    const abort = new AbortController();
    const update = (change: Partial<ConnectionState>) => {
      if (!abort.signal.aborted) {
        setState((before) => ({ ...before, ...change }));
      }
    };
    const { to: _, connect, ...rest } = latest.current;
    let connection: MultiConnection | undefined;
    try {
      connection = new MultiConnection(gateway, rest);
    } catch (error) {
      update({ ...INITIAL, state: "closed", error });
      return () => abort.abort();
    }
    const opened = connection;
    update({ ...INITIAL, connection: opened });
    const ready =
      to === undefined ? opened.hello : opened.connect(JSON.parse(to), { ...connect, signal: abort.signal });
    ready.then(
      () => update({ state: "connected", connected: opened }),
      (error: unknown) => update({ state: "closed", error }),
    );
    opened.on("close", () => update({ state: "closed", connected: undefined }), { signal: abort.signal });
    return () => {
      abort.abort();
      void opened.close();
    };
  }, [gateway, to, latest]);
  return state;
}

/** Returns the servers of a session with their states, which are updated. */
export function useServers(connection: MultiConnection | undefined): readonly Server[] {
  const [servers, setServers] = useState<readonly Server[]>([]);
  useEffect(() => {
    const update = () => setServers(connection?.servers ?? []);
    update();
    const subscription = connection?.on("server", update);
    return () => subscription?.off();
  }, [connection]);
  return servers;
}
