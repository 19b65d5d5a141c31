import type { Source } from "multiconnection";
import { t } from "../../../shared/i18n/t.ts";
import { Model } from "../../../shared/model.ts";
import type { Size } from "./frame-fit.ts";
import { openVideo, type RecordedVideo } from "./recorded-video.ts";
import { type MediaEncoder, type RecordingFailure, RecordingPart } from "./recording-part.ts";
import type { RecordingStore } from "./recording-store.ts";

/**
 * idle ──start──► starting ──► recording ──stop, failure──► ending ──► idle
 * starting ──failure──► idle
 */
export type RecorderPhase = "idle" | "starting" | "recording" | "ending";

/** Sources and quality of a recording. */
export interface RecordingRequest extends Size {
  readonly video: Source;
  /** Audio that stays the same during the recording. */
  readonly audio: Source;
  /** Bitrate of the video in bit/s. */
  readonly videoBitrate: number;
}

/** Container and codecs of a recording. */
export interface RecordingType {
  readonly mimeType: string;
  readonly extension: "mp4" | "webm";
}

/** Parts of the browser that a recorder uses. */
export interface RecorderPlatform {
  /** Undefined if the browser cannot record. */
  readonly type: RecordingType | undefined;
  readonly store: Pick<RecordingStore, "create">;
  openVideo(video: Source, max: Size): RecordedVideo;
  encoder(tracks: readonly MediaStreamTrack[], options: MediaRecorderOptions): MediaEncoder;
  /** Monotonic time in milliseconds. */
  now(): number;
  /** Time of day, which names a recording. */
  date(): Date;
}

/** Bitrate of the audio in bit/s. */
const AUDIO_BITRATE = 192_000;

/** Local recording of what is sent. It is independent of the broadcast, and can be started again after it has ended. */
export class Recorder extends Model {
  #phase: RecorderPhase = "idle";
  #problem: string | undefined;
  #request: RecordingRequest | undefined;
  #video: RecordedVideo | undefined;
  #parts: RecordingPart[] = [];
  #startedAt = 0;
  #endedAt = 0;
  #title = "";
  /** Changes of the parts, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(readonly platform: RecorderPlatform) {
    super();
  }

  get phase(): RecorderPhase {
    return this.#phase;
  }

  /** Reason why the last recording did not start, or ended by itself. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Duration of this recording, or of the last one, in milliseconds. */
  get elapsed(): number {
    return (this.#phase === "recording" ? this.platform.now() : this.#endedAt) - this.#startedAt;
  }

  /** Bytes on disk of this recording, or of the last one. */
  get bytes(): number {
    return this.#parts.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Files of this recording, or of the last one. More than one if the browser cannot replace the camera in a file. */
  get names(): readonly string[] {
    return this.#parts.map(({ name }) => name);
  }

  /** Starts a recording. Never rejects: {@link problem} describes errors. */
  async start(request: RecordingRequest): Promise<void> {
    if (this.#phase !== "idle") {
      return;
    }
    this.#request = request;
    this.#problem = undefined;
    this.#parts = [];
    this.#title = titleOf(this.platform.date());
    this.#enter("starting");
    this.#enqueue(async () => {
      try {
        await this.#addPart(request);
        this.#startedAt = this.platform.now();
        this.#enter("recording");
      } catch (error) {
        this.#problem = t("recording.notStarted", { reason: (error as Error).message });
        this.#release();
      }
    });
    await this.#work;
  }

  /** Continues the recording with another camera: in the same file, or in a new one if the browser cannot do that. */
  use(video: Source): void {
    const [recorded, request] = [this.#video, this.#request && { ...this.#request, video }];
    if (recorded === undefined || request === undefined) {
      return;
    }
    this.#request = request;
    if (!recorded.use(video)) {
      this.#enqueue(async () => {
        if (this.#phase === "recording") {
          await this.#parts.at(-1)?.end();
          recorded.close();
          await this.#addPart(request);
        }
      });
    }
  }

  /** Ends the recording. Its files are complete then. */
  async stop(): Promise<void> {
    if (this.#phase === "recording") {
      this.#endedAt = this.platform.now();
      this.#enter("ending");
      this.#enqueue(async () => {
        await this.#parts.at(-1)?.end();
        this.#release();
      });
    }
    await this.#work;
  }

  async #addPart({ video, audio, width, height, videoBitrate }: RecordingRequest): Promise<void> {
    const { type, store } = this.platform;
    if (type === undefined) {
      throw new TypeError("MediaRecorder");
    }
    const number = this.#parts.length + 1;
    const name = `${this.#title}${number === 1 ? "" : ` (${number})`}.${type.extension}`;
    const options = {
      mimeType: type.mimeType,
      videoBitsPerSecond: videoBitrate,
      audioBitsPerSecond: AUDIO_BITRATE,
    };
    this.#video = this.platform.openVideo(video, { width, height });
    const encoder = this.platform.encoder([this.#video.track, audio.track], options);
    const file = await store.create(name);
    const listener = { written: () => this.changed(), failed: (failure: RecordingFailure) => this.#fail(failure) };
    this.#parts = [...this.#parts, new RecordingPart(name, encoder, file, listener, this.platform.now)];
    this.changed();
  }

  #release(): void {
    this.#video?.close();
    this.#video = undefined;
    this.#enter("idle");
  }

  #fail(failure: RecordingFailure): void {
    this.#problem = failure.why === "failed" ? t("recording.failed", failure) : t(`recording.${failure.why}`);
    void this.stop();
  }

  #enqueue(change: () => Promise<void>): void {
    this.#work = this.#work.then(change).catch((error) => this.#fail({ why: "failed", reason: error.message }));
  }

  #enter(phase: RecorderPhase): void {
    this.#phase = phase;
    this.changed();
  }
}

/** Returns the name of a recording without its extension, by the local time: `multiconnection-2026-11-30-14-03-59`. */
function titleOf(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return `multiconnection-${local.toISOString().slice(0, 19).replaceAll(/[:T]/g, "-")}`;
}

/** Platform of a page. */
export function browserPlatform(store: Pick<RecordingStore, "create">): RecorderPlatform {
  return {
    type: supportedType(),
    store,
    openVideo,
    encoder: (tracks, options) => new MediaRecorder(new MediaStream([...tracks]), options),
    now: () => performance.now(),
    date: () => new Date(),
  };
}

/** MP4 with the codecs that every player has; otherwise WebM with the codec that costs the least, as the broadcast encodes, too. */
function supportedType(): RecordingType | undefined {
  const types: readonly RecordingType[] = [
    { mimeType: "video/mp4;codecs=avc1.64002a,mp4a.40.2", extension: "mp4" },
    { mimeType: "video/webm;codecs=vp8,opus", extension: "webm" },
  ];
  // Undefined outside of a secure context.
  const canStore = globalThis.navigator?.storage?.getDirectory !== undefined;
  return canStore && "MediaRecorder" in globalThis
    ? types.find(({ mimeType }) => MediaRecorder.isTypeSupported(mimeType))
    : undefined;
}
