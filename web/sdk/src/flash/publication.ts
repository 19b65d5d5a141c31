import type { TrackLike } from "../publish/media-options.ts";
import type { PublishOptions } from "../publish/publish-options.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import type { Source } from "../publish/sources.ts";
import type { Value } from "../values/values.ts";
import type { PublishMode } from "../wire/protocol.ts";
import { type Attachable, Device, ENCODING, openAttached, WATCH } from "./device.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { NO_STREAM, type StreamInfo } from "./net-stream-info.ts";
import { Rate } from "./rate.ts";
import { errorText, localStatus, type StatusInfo } from "./status.ts";

/** Stream to publish, with its tracks. Immutable. */
interface PublishIntent {
  readonly name: string;
  readonly mode: PublishMode;
  readonly audio: Attachable | undefined;
  readonly video: Attachable | undefined;
}

/** Most data messages that wait for the stream. */
const MAX_WAITING = 256;

/**
 * Published stream of the Flash API. Tracks may be attached at any time and in any order. Changes within one task are
 * applied together. Adding or removing a kind of track republishes the stream.
 */
export class Publication {
  #intent: PublishIntent | undefined;
  #applied: PublishIntent | undefined;
  #audio: Attachable | undefined;
  #video: Attachable | undefined;
  #stream: PublishedStream | undefined;
  /** Audio that the stream has, of {@link PublishIntent.audio}. */
  #audioTrack: TrackLike | undefined;
  #bytes = new Rate();
  #unfollow = () => {};
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;

  /**
   * @param emitStatus receives local statuses
   * @param opened called with each stream before the gateway is asked to publish it
   */
  constructor(
    readonly connection: GatewayConnection,
    readonly emitStatus: (info: StatusInfo) => void,
    readonly opened: (stream: PublishedStream) => void = () => {},
  ) {}

  /** Seconds of media sent. */
  get time(): number {
    return this.#stream?.time ?? 0;
  }

  /** Statistics at present. */
  get info(): StreamInfo {
    const stream = this.#stream;
    if (stream === undefined) {
      return NO_STREAM;
    }
    const { sentBytes: byteCount, dropped: droppedFrames } = stream.stats;
    this.#bytes.add(performance.now(), byteCount);
    const currentBytesPerSecond = this.#bytes.perSecond;
    return { ...NO_STREAM, byteCount, currentBytesPerSecond, droppedFrames, isLive: true, resourceName: stream.name };
  }

  /** Whether a stream is published or about to be published. */
  get isActive(): boolean {
    return this.#intent !== undefined;
  }

  /** Number of the stream in its session, once it is published. */
  get number(): number | undefined {
    return this.#stream?.number;
  }

  attachAudio(audio: Attachable | undefined): void {
    this.#audio = audio;
    this.#setIntent(this.#intent && { ...this.#intent, audio });
  }

  attachVideo(video: Attachable | undefined): void {
    this.#video = video;
    this.#setIntent(this.#intent && { ...this.#intent, video });
  }

  publish(name: string, mode: PublishMode): void {
    this.#setIntent({ name, mode, audio: this.#audio, video: this.#video });
  }

  close(): void {
    this.#setIntent(undefined);
  }

  /** Sends or queues a data message. Returns false if nothing is published, or too many messages wait. */
  send(handler: string, args: Value[]): boolean {
    if (this.#intent === undefined || this.#waiting >= MAX_WAITING) {
      return false;
    }
    if (this.#waiting === 0 && this.#stream !== undefined && this.#intent === this.#applied) {
      return this.#stream.send(handler, ...args);
    }
    this.#waiting++;
    this.#work = this.#work.then(() => {
      this.#waiting--;
      this.#stream?.send(handler, ...args);
    });
    return true;
  }

  #setIntent(intent: PublishIntent | undefined): void {
    if (intent !== this.#intent) {
      this.#intent = intent;
      this.#work = this.#work.then(() => this.#apply());
    }
  }

  async #apply(): Promise<void> {
    const [intent, applied] = [this.#intent, this.#applied];
    if (intent === applied) {
      return;
    }
    try {
      if (
        intent !== undefined &&
        applied !== undefined &&
        this.#stream?.isClosed === false &&
        sameStream(intent, applied)
      ) {
        await this.#exchange(intent, applied, this.#stream);
      } else {
        await this.#end(applied);
        await this.#begin(intent);
      }
      this.#applied = intent;
    } catch (error) {
      this.#applied = undefined;
      this.#intent = this.#intent === intent ? undefined : this.#intent;
      this.#failed(intent, error);
    }
  }

  async #begin(intent: PublishIntent | undefined): Promise<void> {
    if (intent === undefined) {
      return;
    }
    // Asks the user for permission while the servers connect.
    const tracks = Promise.all([openAttached(intent.audio), openAttached(intent.video)]);
    this.#stream = await this.connection.run(async (mc) => {
      const [audio, video] = await tracks;
      this.#audioTrack = audio;
      const encoding = intent.video instanceof Device ? intent.video[ENCODING]() : {};
      const options: PublishOptions = { ...encoding, mode: intent.mode, opened: this.opened };
      return mc.publish(intent.name, { ...options, ...(audio && { audio }), ...(video && { video }) });
    });
    this.#follow(intent, this.#stream);
    this.#stream.on("stats", ({ sentBytes }) => this.#bytes.add(performance.now(), sentBytes));
    this.#stream.on("error", (error) => this.emitStatus(localStatus("NetStream.Failed", errorText(error), "error")));
  }

  /** Applies changes of the camera's bandwidth and of the microphone's track to the stream. */
  #follow({ audio, video }: PublishIntent, stream: PublishedStream): void {
    this.#unfollow();
    let isFollowed = true;
    const updateAudio = async () => {
      const track = audio instanceof Device ? await openAttached(audio) : undefined;
      if (isFollowed && !stream.isClosed && stream.formats.audio && track !== undefined && track !== this.#audioTrack) {
        this.#audioTrack = track;
        stream.attach({ audio: track });
      }
    };
    const unwatchVideo = watch(video, (camera) => {
      const { videoBitrate } = camera[ENCODING]();
      if (videoBitrate !== undefined && !stream.isClosed) {
        stream.setVideoBitrate(videoBitrate);
      }
    });
    const unwatchAudio = watch(audio, updateAudio);
    this.#unfollow = () => {
      isFollowed = false;
      unwatchVideo();
      unwatchAudio();
    };
    // The track may have changed while the stream was opened.
    void updateAudio();
  }

  async #end(applied: PublishIntent | undefined): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#unfollow();
    if (stream !== undefined && !stream.isClosed) {
      await stream.close();
      this.emitStatus(
        localStatus("NetStream.Unpublish.Success", `${applied?.name ?? "The stream"} is no longer published.`),
      );
    }
  }

  /** Replaces tracks by others of the same kind. */
  async #exchange(intent: PublishIntent, applied: PublishIntent, stream: PublishedStream): Promise<void> {
    const audio = intent.audio === applied.audio ? undefined : await openAttached(intent.audio);
    const video = intent.video === applied.video ? undefined : await openAttached(intent.video);
    if ((audio !== undefined && !stream.formats.audio) || (video !== undefined && !stream.formats.video)) {
      await this.#end(applied);
      await this.#begin(intent);
    } else {
      stream.attach({ ...(audio && { audio }), ...(video && { video }) });
      this.#audioTrack = audio ?? this.#audioTrack;
      this.#follow(intent, stream);
    }
  }

  #failed(intent: PublishIntent | undefined, error: unknown): void {
    // Refusals of servers are reported by their own statuses.
    if (intent !== undefined && (error as { code?: string }).code !== "publish-failed") {
      this.emitStatus(localStatus("NetStream.Publish.Failed", errorText(error), "error"));
    }
  }
}

/** Watches an attached device. Returns a function that stops watching. */
function watch(attached: Attachable | undefined, changed: (device: Device<Source>) => void): () => void {
  return attached instanceof Device ? attached[WATCH](() => changed(attached)) : () => {};
}

function sameStream(a: PublishIntent, b: PublishIntent): boolean {
  const kinds = (intent: PublishIntent) => `${intent.audio !== undefined} ${intent.video !== undefined}`;
  return a.name === b.name && a.mode === b.mode && kinds(a) === kinds(b);
}
