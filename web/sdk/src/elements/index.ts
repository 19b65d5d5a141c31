/**
 * Custom elements for any page: `<multi-connection-player>` and `<multi-connection-publisher>`. Importing this module
 * defines them.
 *
 * @packageDocumentation
 */

export { configure, type FileUrls } from "../session/files.ts";
export type {
  JsxElements,
  JsxHandlers,
  PlayerAttributes,
  PlayerElementEvents,
  PublisherAttributes,
  PublisherElementEvents,
} from "./element-types.ts";
export type { WatchPhase, WatchView } from "./player-controller.ts";
export { PlayerElement } from "./player-element.ts";
export type { GoLivePhase, GoLiveServer, GoLiveView } from "./publisher-controller.ts";
export { PublisherElement } from "./publisher-element.ts";
export { type ElementTexts, en as englishTexts, type TextKey } from "./texts/en.ts";
export { defineTexts } from "./texts/texts.ts";
