import type { PublishOptions } from "../connection/connection-types.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import type { Value } from "../values/values.ts";
import type { PublishMode } from "../wire/protocol.ts";
import type { Connection } from "./connection.ts";
import { type Attachable, Device, ENCODING, openAttached, WATCH } from "./device.ts";
import { localStatus, type StatusInfo, words } from "./status.ts";

/** What is wished to be published. A wish is never changed, only replaced. */
interface Wish {
  readonly name: string;
  readonly mode: PublishMode;
  readonly audio: Attachable | undefined;
  readonly video: Attachable | undefined;
}

/** Messages that may wait for the stream to be there. */
const MAX_WAITING = 256;

/**
 * A stream that is published the Flash way: what is attached, and in which order, does not matter. What is wished in one
 * turn is done at once; where a track of another kind comes or goes later, the stream is published anew.
 */
export class Publication {
  #wish: Wish | undefined;
  #done: Wish | undefined;
  #audio: Attachable | undefined;
  #video: Attachable | undefined;
  #stream: PublishedStream | undefined;
  #unfollow = () => {};
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;

  /**
   * @param tell takes what is said here
   * @param opened is given the stream before it is asked for
   */
  constructor(
    readonly connection: Connection,
    readonly tell: (info: StatusInfo) => void,
    readonly opened: (stream: PublishedStream) => void = () => {},
  ) {}

  /** Seconds of media sent. */
  get time(): number {
    return this.#stream?.time ?? 0;
  }

  /** Whether a stream is published, or about to be. */
  get isActive(): boolean {
    return this.#wish !== undefined;
  }

  /** The gateway's number of the stream, once it is published. */
  get number(): number | undefined {
    return this.#stream?.number;
  }

  attachAudio(audio: Attachable | undefined): void {
    this.#audio = audio;
    this.#wishFor(this.#wish && { ...this.#wish, audio });
  }

  attachVideo(video: Attachable | undefined): void {
    this.#video = video;
    this.#wishFor(this.#wish && { ...this.#wish, video });
  }

  publish(name: string, mode: PublishMode): void {
    this.#wishFor({ name, mode, audio: this.#audio, video: this.#video });
  }

  close(): void {
    this.#wishFor(undefined);
  }

  /** @returns whether it will be sent; not if nothing is published, or too much waits */
  send(handler: string, args: Value[]): boolean {
    if (this.#wish === undefined || this.#waiting >= MAX_WAITING) {
      return false;
    }
    if (this.#waiting === 0 && this.#stream !== undefined && this.#wish === this.#done) {
      return this.#stream.send(handler, ...args);
    }
    this.#waiting++;
    this.#work = this.#work.then(() => {
      this.#waiting--;
      this.#stream?.send(handler, ...args);
    });
    return true;
  }

  #wishFor(wish: Wish | undefined): void {
    if (wish !== this.#wish) {
      this.#wish = wish;
      this.#work = this.#work.then(() => this.#fulfil());
    }
  }

  async #fulfil(): Promise<void> {
    const [wish, done] = [this.#wish, this.#done];
    if (wish === done) {
      return;
    }
    try {
      if (wish !== undefined && done !== undefined && this.#stream?.isClosed === false && sameStream(wish, done)) {
        await this.#exchange(wish, done, this.#stream);
      } else {
        await this.#end(done);
        await this.#begin(wish);
      }
      this.#done = wish;
    } catch (error) {
      this.#done = undefined;
      this.#wish = this.#wish === wish ? undefined : this.#wish;
      this.#failed(wish, error);
    }
  }

  async #begin(wish: Wish | undefined): Promise<void> {
    if (wish === undefined) {
      return;
    }
    // The person is asked while the servers connect.
    const tracks = Promise.all([openAttached(wish.audio), openAttached(wish.video)]);
    this.#stream = await this.connection.run(async (modern) => {
      const [audio, video] = await tracks;
      const encoding = wish.video instanceof Device ? wish.video[ENCODING]() : {};
      const options: PublishOptions = { ...encoding, mode: wish.mode, opened: this.opened };
      return modern.publish(wish.name, { ...options, ...(audio && { audio }), ...(video && { video }) });
    });
    this.#follow(wish.video, this.#stream);
    this.#stream.on("error", (error) => this.tell(localStatus("NetStream.Failed", words(error), "error")));
  }

  /** Encodes the stream with what the camera's bandwidth is now. */
  #follow(video: Attachable | undefined, stream: PublishedStream): void {
    this.#unfollow();
    if (video instanceof Device) {
      this.#unfollow = video[WATCH](() => {
        const { videoBitrate } = video[ENCODING]();
        if (videoBitrate !== undefined && !stream.isClosed) {
          stream.setVideoBitrate(videoBitrate);
        }
      });
    }
  }

  async #end(done: Wish | undefined): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#unfollow();
    if (stream !== undefined && !stream.isClosed) {
      await stream.close();
      this.tell(localStatus("NetStream.Unpublish.Success", `${done?.name ?? "The stream"} is no longer published.`));
    }
  }

  /** Other tracks of the same kinds. */
  async #exchange(wish: Wish, done: Wish, stream: PublishedStream): Promise<void> {
    const audio = wish.audio === done.audio ? undefined : await openAttached(wish.audio);
    const video = wish.video === done.video ? undefined : await openAttached(wish.video);
    if ((audio !== undefined && !stream.formats.audio) || (video !== undefined && !stream.formats.video)) {
      await this.#end(done);
      await this.#begin(wish);
    } else {
      stream.attach({ ...(audio && { audio }), ...(video && { video }) });
      this.#follow(wish.video, stream);
    }
  }

  #failed(wish: Wish | undefined, error: unknown): void {
    // What the servers refused they have said themselves, each of them and merged.
    if (wish !== undefined && (error as { code?: string }).code !== "publish-failed") {
      this.tell(localStatus("NetStream.Publish.Failed", words(error), "error"));
    }
  }
}

function sameStream(a: Wish, b: Wish): boolean {
  const kinds = (wish: Wish) => `${wish.audio !== undefined} ${wish.video !== undefined}`;
  return a.name === b.name && a.mode === b.mode && kinds(a) === kinds(b);
}
