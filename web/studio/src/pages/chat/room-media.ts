import { Camera, Microphone, type Source } from "multiconnection";
import { silence, testPattern } from "../../shared/media/test-sources.ts";
import { deviceErrorText } from "../../shared/status-text.ts";

/** Video that the user shares in a room. */
export type Showing = "camera" | "test" | "nothing";

const FORMAT = { width: 640, height: 360, frameRate: 25 };

/** Video and audio sources of the user, opened together. */
export class RoomMedia {
  readonly #problems: string[] = [];
  #video: Source | undefined;
  #audio: Source | undefined;

  /** @param showing requested video */
  constructor(readonly showing: Showing) {}

  /** Opens the requested sources. If one is not available it stays undefined, and {@link problem} explains why. */
  static async open(showing: Showing): Promise<RoomMedia> {
    const media = new RoomMedia(showing);
    if (showing === "test") {
      media.#video = testPattern(FORMAT);
      media.#audio = silence();
    } else if (showing === "camera") {
      media.#video = await media.#try("camera", Camera.get(FORMAT));
      media.#audio = await media.#try("microphone", Microphone.get());
    }
    return media;
  }

  get video(): Source | undefined {
    return this.#video;
  }

  get audio(): Source | undefined {
    return this.#audio;
  }

  /** Reason why a source is missing. */
  get problem(): string | undefined {
    return this.#problems.join(" ") || undefined;
  }

  /** Whether there is no source at all. */
  get isEmpty(): boolean {
    return this.#video === undefined && this.#audio === undefined;
  }

  close(): void {
    this.#video?.close();
    this.#audio?.close();
  }

  async #try(device: "camera" | "microphone", opening: Promise<Source>): Promise<Source | undefined> {
    try {
      return await opening;
    } catch (error) {
      this.#problems.push(deviceErrorText(error, device));
      return undefined;
    }
  }
}
