/**
 * Classes of Flash's ActionScript, implemented over a MultiConnection Gateway. Runs code of 2004 unchanged.
 *
 * @packageDocumentation
 */
export { Camera } from "./camera.ts";
export { ObjectEncoding, SharedObjectFlushStatus, SoundCodec } from "./constants.ts";
export { _global, Delegate, mx } from "./delegate.ts";
export type { Attachable } from "./device.ts";
export type { Dynamic } from "./dynamic.ts";
export { ActivityEvent, AsyncErrorEvent, type FlashEvent, NetStatusEvent, StatusEvent, SyncEvent } from "./events.ts";
export type { Handler } from "./handler-of.ts";
export type { Listener } from "./inbox.ts";
export { Microphone } from "./microphone.ts";
export { MultiConnection } from "./multi-connection.ts";
export { NetConnection } from "./net-connection.ts";
export { NetStream } from "./net-stream.ts";
export type { NetStreamInfo } from "./net-stream-info.ts";
export { Responder } from "./responder.ts";
export { SharedObject } from "./shared-object.ts";
export type { SyncChange } from "./shared-object-changes.ts";
export { SoundTransform } from "./sound-transform.ts";
export type { StatusInfo } from "./status.ts";
export { trace } from "./trace.ts";
export { type Showable, Video } from "./video.ts";
