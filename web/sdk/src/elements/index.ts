/**
 * Custom elements for any host page: `<multi-connection-player>` and `<multi-connection-publisher>`. Importing this defines
 * them.
 *
 * @packageDocumentation
 */

export type { GoLivePhase, GoLiveServer, GoLiveView } from "./golive.ts";
export { PlayerElement } from "./player-element.ts";
export { PublisherElement } from "./publisher-element.ts";
export type { WatchPhase, WatchView } from "./watch.ts";
