/**
 * Hooks and components for React 19, over the SDK and its elements.
 *
 * @packageDocumentation
 */

export {
  type Handler,
  Player,
  type PlayerHandlers,
  type PlayerProps,
  Publisher,
  type PublisherHandlers,
  type PublisherProps,
} from "./components.ts";
export {
  type ConnectionState,
  type UseMultiConnectionOptions,
  useMultiConnection,
  useServers,
} from "./use-connection.ts";
export { useEvent } from "./use-event.ts";
export { type StreamState, usePlayedStream, usePublishedStream } from "./use-streams.ts";
