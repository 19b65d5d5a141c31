import { Camera, Microphone, type Source } from "multiconnection";
import { silence, testPattern } from "../../shared/media/test-sources.ts";
import { deviceErrorText } from "../../shared/status-text.ts";

/** What one shows of oneself in a room. */
export type Showing = "camera" | "test" | "nothing";

const PICTURE = { width: 640, height: 360, frameRate: 25 };

/** Picture and sound of one's own, opened together. */
export class RoomMedia {
  readonly #problems: string[] = [];
  #video: Source | undefined;
  #audio: Source | undefined;

  /** @param showing what was asked for */
  constructor(readonly showing: Showing) {}

  /** Opens what is asked for; what is not there is missing, and {@link problem} says why. */
  static async open(showing: Showing): Promise<RoomMedia> {
    const media = new RoomMedia(showing);
    if (showing === "test") {
      media.#video = testPattern(PICTURE);
      media.#audio = silence();
    } else if (showing === "camera") {
      media.#video = await media.#try("camera", Camera.get(PICTURE));
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

  /** Why something is missing, in plain words. */
  get problem(): string | undefined {
    return this.#problems.join(" ") || undefined;
  }

  /** Whether there is anything to show. */
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
