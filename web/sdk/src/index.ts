/**
 * Goes live from a browser to many RTMP servers at once, through a MultiConnection Gateway.
 *
 * @packageDocumentation
 */
export type { Follow, Target } from "./adapt/target.ts";
export type { CallAnswer, CallHandler, CallOptions, IncomingCall } from "./calls/calls.ts";
export type { AudioPath, VideoPath } from "./capture/capture-path.ts";
export type { Admission } from "./connection/admission.ts";
export type {
  AddServerOptions,
  ConnectOptions,
  MultiConnectionEvents,
  MultiConnectionOptions,
  ReconnectOptions,
  Server,
} from "./connection/connection-types.ts";
export { MultiConnection } from "./connection/multi-connection.ts";
export type { Formats } from "./media/metadata.ts";
export type {
  Copy,
  Path,
  SharedObject,
  SharedObjectEvents,
  SharedObjectOptions,
  SlotChange,
} from "./objects/shared-object.ts";
export type { PlayOptions } from "./play/play-options.ts";
export type { Failover, PlayEvents, PlayStats } from "./play/play-types.ts";
export type { PlayedStream, Player } from "./play/played-stream.ts";
export type { AttachOptions, PlayerEvents, PlayerState } from "./play/player-types.ts";
export type {
  AacFeature,
  CaptureFeature,
  Feature,
  FeatureLevel,
  Features,
  H264Feature,
  PlaybackFeature,
} from "./probe/features.ts";
export { type ProbeOptions, probe } from "./probe/probe.ts";
export { type AdaptiveOptions, type MediaOptions, missingFeatures, type TrackLike } from "./publish/media-options.ts";
export type { PublishOptions } from "./publish/publish-options.ts";
export type { PublishedStream, StreamEvents, StreamStats } from "./publish/published-stream.ts";
export {
  Camera,
  type CameraOptions,
  Canvas,
  Microphone,
  type MicrophoneOptions,
  Screen,
  type ScreenOptions,
  type Source,
} from "./publish/sources.ts";
export { parseRtmpUrl, type RtmpUrl } from "./rtmp-url/rtmp-url.ts";
export type { DataMessage } from "./session/data-message.ts";
export { configure, type FileUrls } from "./session/files.ts";
export type { NetStatus } from "./session/net-status.ts";
export type { WorkerPort } from "./session/worker-port.ts";
export { type ErrorCode, type LocalErrorCode, MultiConnectionError } from "./shared/errors.ts";
export type { DomListener, EventEmitter } from "./shared/event-emitter.ts";
export type { ListenOptions, Subscription } from "./shared/events.ts";
export type { Closing, Connected, LinkOptions, LinkState, TokenSource } from "./shared/link-types.ts";
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
