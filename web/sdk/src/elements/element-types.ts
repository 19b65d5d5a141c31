import type { Failover } from "../play/play-types.ts";
import type { TrackLike } from "../publish/media-options.ts";
import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { LinkState } from "../shared/link-types.ts";
import type { ServerEvent } from "../wire/protocol.ts";
import type { WatchPhase } from "./player-controller.ts";
import type { GoLivePhase } from "./publisher-controller.ts";

/** Details of the events of {@link PlayerElement}, by type. */
export interface PlayerElementEvents {
  statechange: { phase: WatchPhase };
  status: NetStatus;
  data: DataMessage;
  failover: Failover;
  /** The browser has muted the player, until the user asks for sound. */
  muted: null;
  link: LinkState;
  error: unknown;
}

/** Details of the events of {@link PublisherElement}, by type. */
export interface PublisherElementEvents {
  statechange: { phase: GoLivePhase };
  status: NetStatus;
  server: Readonly<Omit<ServerEvent, "type">>;
  link: LinkState;
  error: unknown;
}

/** Attributes that both elements have. */
export interface CommonAttributes {
  /** URL of the gateway's WebSocket. */
  gateway?: string | undefined;
  /** RTMP URLs and names of the gateway's pools; in a string separated by spaces or commas. */
  servers?: string | readonly string[] | undefined;
  /** Name of the stream. */
  name?: string | undefined;
}

/** Attributes and properties of {@link PlayerElement}. */
export interface PlayerAttributes extends CommonAttributes {
  /** -1 (default) live, -2 live or recorded, from 0 the position in the recording in seconds. */
  start?: number | undefined;
  /** Distance to the live edge in seconds. */
  latency?: number | undefined;
  autoplay?: boolean | undefined;
  muted?: boolean | undefined;
  controls?: boolean | undefined;
  poster?: string | undefined;
}

/** Attributes and properties of {@link PublisherElement}. */
export interface PublisherAttributes extends CommonAttributes {
  /** Video track of the page, instead of a camera. */
  video?: TrackLike | undefined;
  /** Audio track of the page, instead of a microphone. */
  audio?: TrackLike | undefined;
}

/** Handlers of events by their names in JSX: `onstatechange` for `statechange`. */
export type JsxHandlers<Events> = {
  [Type in keyof Events & string as `on${Type}`]?: ((event: CustomEvent<Events[Type]>) => void) | undefined;
};

/**
 * Elements of the SDK for JSX, to extend `IntrinsicElements` of a library. Importing `multiconnection/react` does that
 * for React.
 */
export interface JsxElements<PlayerExtra = object, PublisherExtra = object> {
  "multi-connection-player": PlayerAttributes & JsxHandlers<PlayerElementEvents> & PlayerExtra;
  "multi-connection-publisher": PublisherAttributes & JsxHandlers<PublisherElementEvents> & PublisherExtra;
}
