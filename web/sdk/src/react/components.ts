import { createElement, type HTMLAttributes, type ReactElement, type Ref } from "react";
import type { MultiConnection } from "../connection/multi-connection.ts";
import type {
  JsxElements,
  PlayerAttributes,
  PlayerElement,
  PlayerElementEvents,
  PublisherAttributes,
  PublisherElement,
  PublisherElementEvents,
} from "../elements/index.ts";
import "../elements/index.ts";

/** Attributes of an HTML element that an element of the SDK does not use itself. */
type HtmlProps<Used> = Omit<HTMLAttributes<HTMLElement>, keyof Used>;

/** Props of {@link Player}. */
export interface PlayerProps extends PlayerAttributes, HtmlProps<PlayerAttributes & PlayerHandlers>, PlayerHandlers {
  /** Session of the page, which the player uses instead of its own. */
  connection?: MultiConnection | undefined;
  ref?: Ref<PlayerElement>;
}

/** Props of {@link Publisher}. */
export interface PublisherProps
  extends PublisherAttributes,
    HtmlProps<PublisherAttributes & PublisherHandlers>,
    PublisherHandlers {
  ref?: Ref<PublisherElement>;
}

/** Handlers of the events of a player. */
export interface PlayerHandlers {
  onStateChange?: Handler<PlayerElementEvents, "statechange">;
  onStatus?: Handler<PlayerElementEvents, "status">;
  onData?: Handler<PlayerElementEvents, "data">;
  onFailover?: Handler<PlayerElementEvents, "failover">;
  onMuted?: Handler<PlayerElementEvents, "muted">;
  onLink?: Handler<PlayerElementEvents, "link">;
  onError?: Handler<PlayerElementEvents, "error">;
}

/** Handlers of the events of a publisher. */
export interface PublisherHandlers {
  onStateChange?: Handler<PublisherElementEvents, "statechange">;
  onStatus?: Handler<PublisherElementEvents, "status">;
  onServer?: Handler<PublisherElementEvents, "server">;
  onLink?: Handler<PublisherElementEvents, "link">;
  onError?: Handler<PublisherElementEvents, "error">;
}

export type Handler<Events, Type extends keyof Events> = ((event: CustomEvent<Events[Type]>) => void) | undefined;

/** Types of events by the names of their props. */
const HANDLERS: { readonly [prop: string]: string } = {
  onStateChange: "onstatechange",
  onStatus: "onstatus",
  onData: "ondata",
  onFailover: "onfailover",
  onMuted: "onmuted",
  onServer: "onserver",
  onLink: "onlink",
  onError: "onerror",
};

/** `<multi-connection-player>` with typed props. */
export function Player(props: PlayerProps): ReactElement {
  return createElement("multi-connection-player", elementProps(props));
}

/** `<multi-connection-publisher>` with typed props. */
export function Publisher(props: PublisherProps): ReactElement {
  return createElement("multi-connection-publisher", elementProps(props));
}

/** Returns props for a custom element. A list of servers is a string, so that an equal list does not restart a player. */
function elementProps(props: object): object {
  const entries = Object.entries(props).map(([name, value]) => [
    HANDLERS[name] ?? name,
    name === "servers" && Array.isArray(value) ? value.join(" ") : value,
  ]);
  return Object.fromEntries(entries);
}

/** Props of `<multi-connection-player>` in JSX besides its own. */
export interface PlayerJsxProps extends HtmlProps<PlayerAttributes> {
  connection?: MultiConnection | undefined;
  ref?: Ref<PlayerElement>;
}

/** Props of `<multi-connection-publisher>` in JSX besides its own. */
export interface PublisherJsxProps extends HtmlProps<PublisherAttributes> {
  ref?: Ref<PublisherElement>;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends JsxElements<PlayerJsxProps, PublisherJsxProps> {}
  }
}
