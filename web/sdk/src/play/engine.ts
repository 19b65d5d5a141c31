import { FLV_HEADER } from "../wire/tags.ts";
import type { MpegtsModule } from "./load-mpegts.ts";

/** How to play. */
export interface EngineOptions {
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  /** Seconds that a live stream may be behind; undefined for a recording. */
  readonly latency: number | undefined;
}

/** Plays the tags of one FLV stream in a video element. */
export interface Engine {
  /** Takes a tag, in its order. The buffer is read, now or later, and not changed. */
  feed(tag: ArrayBuffer): void;
  /** No more tags will come: plays what is there and ends. */
  complete(): void;
  destroy(): void;
}

/** @param unsupported whether the browser, or mpegts.js, cannot play such a stream at all */
export type EngineFailureListener = (reason: string, unsupported: boolean) => void;

/** mpegts.js's status of a loader that works, and of one that is done. */
const BUFFERING = 2;
const COMPLETE = 4;

/** How much slower than the newest frame a live stream may play before it is sped up, in seconds above the target. */
const SLACK = 0.3;

/** Plays by mpegts.js, which is fed by a loader of ours. Failed is called at most once, and never after destroy. */
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

  // Not inside a call of its own: destroying it there would pull the ground from under it.
  const failSoon: EngineFailureListener = (reason, unsupported) => queueMicrotask(() => fail(reason, unsupported));

  class FrameLoader extends mpegts.BaseLoader {
    constructor() {
      super("multiconnection");
      this._needStash = false;
    }

    /** What has waited is fed in here: mpegts.js may take this call's end for the beginning of silence. */
    override open(): void {
      this._status = BUFFERING;
      loader = this;
      flush();
    }

    /** RequestMessage of us when the browser's buffer is full, and at the end. */
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

  quieten(mpegts);
  const source = { type: "flv", url: "multiconnection:", isLive: true, hasAudio, hasVideo };
  const player = mpegts.createPlayer(source, {
    customLoader: FrameLoader as never,
    enableStashBuffer: false,
    // A hidden tab does not open its source, and shall play on when it is seen.
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
      // Before its source is open, mpegts.js would fall into a loop without an end.
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

/** What it has to say comes as an event; on the console it would be in the host page's way. */
function quieten({ LoggingControl }: MpegtsModule): void {
  const all = ["enableDebug", "enableVerbose", "enableInfo", "enableWarn", "enableError"];
  LoggingControl.applyConfig(Object.fromEntries(all.map((level) => [level, false])));
}
