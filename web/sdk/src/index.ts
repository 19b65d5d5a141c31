/**
 * Go live from a browser tab to many RTMP servers at once, through a MultiConnection Gateway.
 *
 * @packageDocumentation
 */
export type { Follow, Target } from "./adapt/target.ts";
export type { Admission } from "./admission.ts";
export type { CallAnswer, CallHandler, CallOptions, IncomingCall } from "./calls.ts";
export type {
  AddServerOptions,
  ConnectOptions,
  DataMessage,
  MultiConnectionEvents,
  MultiConnectionOptions,
  PublishOptions,
  ReconnectOptions,
  Server,
} from "./connection-types.ts";
export { type ErrorCode, type LocalErrorCode, MultiConnectionError } from "./errors.ts";
export type { Subscription } from "./events.ts";
export { type AdaptiveOptions, type MediaOptions, missingFeatures, type TrackLike } from "./feeds.ts";
export type { Connected, LinkOptions, LinkState } from "./link-types.ts";
export type { Formats } from "./media/metadata.ts";
export { MultiConnection } from "./multi-connection.ts";
export type { NetStatus } from "./net-status.ts";
export type { Failover, PlayEvents, PlayOptions, PlayStats } from "./play/play-types.ts";
export type { Player } from "./play/player.ts";
export type { AttachOptions, PlayerEvents, PlayerState } from "./play/player-types.ts";
export type { PlayedStream } from "./played-stream.ts";
export type { PublishedStream, StreamEvents, StreamStats } from "./published-stream.ts";
export { parseRtmpUrl, type RtmpUrl } from "./rtmp-url/rtmp-url.ts";
export type { Closing } from "./session.ts";
export type {
  Copy,
  Path,
  SharedObject,
  SharedObjectEvents,
  SharedObjectOptions,
  SlotChange,
} from "./shared-object.ts";
export {
  Camera,
  type CameraOptions,
  Canvas,
  Microphone,
  type MicrophoneOptions,
  Screen,
  type Source,
} from "./sources.ts";
export { fromWire } from "./values/from-wire.ts";
export { toWire } from "./values/to-wire.ts";
export * from "./values/values.ts";
export type {
  Ack,
  CallOn,
  Cause,
  GatewayErrorCode,
  Hello,
  Limits,
  PublishMode,
  RejectReason,
  Require,
  RoomAddress,
  ServerAddress,
  ServerQueue,
  State,
  WaitsFor,
  WireValue,
} from "./wire/protocol.ts";
export type { WorkerPort } from "./worker-port.ts";
