import { FLV_HEADER } from "../wire/tags.ts";
import type { MpegtsModule } from "./load-mpegts.ts";

/** Settings of an engine. */
export interface EngineOptions {
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  /** Target latency of a live stream in seconds; undefined for a recording. */
  readonly latency: number | undefined;
}

/** Plays the tags of one FLV stream in a video element. */
export interface Engine {
  /** Feeds the next tag. The buffer is read now or later, and not changed. */
  feed(tag: ArrayBuffer): void;
  /** Ends the stream after the tags that were fed. */
  complete(): void;
  destroy(): void;
}

/**
 * Called when an engine fails.
 *
 * @param unsupported whether the browser or mpegts.js cannot play such a stream at all
 */
export type EngineFailureListener = (reason: string, unsupported: boolean) => void;

/** States of an mpegts.js loader: loading and finished. */
const BUFFERING = 2;
const COMPLETE = 4;

/** Latency above the target from which a live stream is sped up, in seconds. */
const SLACK = 0.3;

/** Plays with mpegts.js, which reads from a custom loader. Calls `failed` at most once, and never after `destroy`. */
export function openEngine(
  mpegts: MpegtsModule,
  video: HTMLVideoElement,
  { hasAudio, hasVideo, latency }: EngineOptions,
  failed: EngineFailureListener,
): Engine {
  const waiting: ArrayBuffer[] = [FLV_HEADER.buffer];
  let loader: FrameLoader | undefined;
  let bytes = 0;
  let over = false;

  const fail: EngineFailureListener = (reason, unsupported) => {
    if (!over) {
      destroy();
      failed(reason, unsupported);
    }
  };

  // Later, as mpegts.js must not be destroyed inside one of its own calls.
  const failSoon: EngineFailureListener = (reason, unsupported) => queueMicrotask(() => fail(reason, unsupported));

  class FrameLoader extends mpegts.BaseLoader {
    constructor() {
      super("multiconnection");
      this._needStash = false;
    }

    /** Feeds the waiting tags synchronously, as mpegts.js may otherwise consider the loader idle. */
    override open(): void {
      this._status = BUFFERING;
      loader = this;
      flush();
    }

    /** Called by mpegts.js when the browser's buffer is full, and at the end. */
    override abort(): void {
      this._status = COMPLETE;
      if (loader === this) {
        loader = undefined;
        failSoon("the browser's buffer is full", false);
      }
    }
  }

  const flush = () => {
    for (let chunk = waiting.shift(); chunk !== undefined && loader !== undefined; chunk = waiting.shift()) {
      bytes += chunk.byteLength;
      loader.onDataArrival(chunk, bytes - chunk.byteLength, bytes);
    }
  };

  disableLogs(mpegts);
  const source = { type: "flv", url: "multiconnection:", isLive: true, hasAudio, hasVideo };
  const player = mpegts.createPlayer(source, {
    customLoader: FrameLoader as never,
    enableStashBuffer: false,
    // Plays in a hidden tab, too, where the media source would not open.
    deferLoadAfterSourceOpen: false,
    autoCleanupMaxBackwardDuration: 60,
    autoCleanupMinBackwardDuration: 30,
    ...(latency !== undefined && {
      liveSync: true,
      liveSyncTargetLatency: latency,
      liveSyncMaxLatency: latency + SLACK,
      liveSyncPlaybackRate: 1.1,
    }),
  });
  const complete = () => {
    if (!over && loader !== undefined) {
      loader._status = COMPLETE;
      loader.onComplete(0, bytes - 1);
    }
  };
  const broken = () => fail(video.error?.message || "the browser cannot decode it", false);
  const destroy = () => {
    over = true;
    loader = undefined;
    video.removeEventListener("error", broken);
    video.removeEventListener("loadedmetadata", complete);
    player.destroy();
    video.playbackRate = 1;
  };
  player.on(mpegts.Events.ERROR, (_type: string, detail: string, info: { msg?: string } | string) => {
    const reason = typeof info === "string" ? info : (info?.msg ?? detail);
    const details = mpegts.ErrorDetails;
    const unsupported = detail === details.MEDIA_CODEC_UNSUPPORTED || detail === details.MEDIA_FORMAT_UNSUPPORTED;
    failSoon(reason, unsupported);
  });
  player.attachMediaElement(video);
  video.addEventListener("error", broken);
  player.load();

  return {
    feed(tag) {
      if (!over) {
        waiting.push(tag);
        flush();
      }
    },
    complete() {
      // mpegts.js would loop forever before its media source is open.
      if (video.readyState > 0) {
        complete();
      } else {
        video.addEventListener("loadedmetadata", complete, { once: true });
      }
    },
    destroy() {
      if (!over) {
        destroy();
      }
    },
  };
}

/** Disables the console log of mpegts.js. Errors are reported as events. */
function disableLogs({ LoggingControl }: MpegtsModule): void {
  const all = ["enableDebug", "enableVerbose", "enableInfo", "enableWarn", "enableError"];
  LoggingControl.applyConfig(Object.fromEntries(all.map((level) => [level, false])));
}
