import type { TrackLike } from "../publish/media-options.ts";
import { Camera, Microphone, type Source } from "../publish/sources.ts";

export type Kind = "video" | "audio";

/** A device that may be chosen. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** What is chosen where a person wants none. */
export const NONE = "none";

/** The camera and the microphone of a person, as they choose them. */
export class Devices {
  readonly #sources: { [kind in Kind]: Source | undefined } = { video: undefined, audio: undefined };
  readonly #given: { [kind in Kind]: TrackLike | undefined } = { video: undefined, audio: undefined };
  readonly #chosen: { [kind in Kind]: string } = { video: "", audio: "" };

  /** @param changed another track is there, or none */
  constructor(readonly changed: (kind: Kind) => void) {}

  /** The track to publish: given by the page, or of the device that was chosen. */
  track(kind: Kind): MediaStreamTrack | undefined {
    const source = this.#given[kind] ?? this.#sources[kind];
    return source && ("track" in source ? source.track : source);
  }

  /** Whether the page gave a track, so that nobody has to choose. */
  isGiven(kind: Kind): boolean {
    return this.#given[kind] !== undefined;
  }

  /** Takes the page's own track; undefined: the person chooses. */
  give(kind: Kind, track: TrackLike | undefined): void {
    this.#given[kind] = track;
    this.#close(kind);
    this.changed(kind);
  }

  /** The id of the device that is used; empty: the browser's choice. */
  chosen(kind: Kind): string {
    return this.#chosen[kind] || (this.#sources[kind]?.track.getSettings().deviceId ?? "");
  }

  /** @param id of a device, or {@link NONE} */
  async choose(kind: Kind, id: string): Promise<void> {
    this.#chosen[kind] = id;
    this.#close(kind);
    await this.open(kind);
  }

  /**
   * Asks the person, once, for what is chosen.
   *
   * @throws DOMException as getUserMedia
   */
  async open(kind: Kind): Promise<void> {
    const id = this.#chosen[kind];
    if (this.track(kind) === undefined && id !== NONE) {
      const wish = id === "" ? {} : { deviceId: id };
      const source = kind === "video" ? await Camera.get(wish) : await Microphone.get(wish);
      source.track.addEventListener("ended", () => this.#ended(kind, source));
      this.#sources[kind] = source;
    }
    this.changed(kind);
  }

  /** What may be chosen; the browser tells labels only once something was allowed. */
  async choices(kind: Kind): Promise<Choice[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    const found = devices.filter(({ kind: each, deviceId }) => each === `${kind}input` && deviceId !== "");
    const word = kind === "video" ? "Camera" : "Microphone";
    return found.map(({ deviceId, label }, i) => ({ id: deviceId, label: label || `${word} ${i + 1}` }));
  }

  /** Whether the person has allowed it before, so that nothing will be asked. */
  static async isAllowed(): Promise<boolean> {
    const names = ["camera", "microphone"] as PermissionName[];
    const states = names.map((name) => navigator.permissions.query({ name }));
    return (await Promise.all(states)).every(({ state }) => state === "granted");
  }

  close(): void {
    this.#close("video");
    this.#close("audio");
  }

  #ended(kind: Kind, source: Source): void {
    if (this.#sources[kind] === source) {
      this.#sources[kind] = undefined;
      this.changed(kind);
    }
  }

  #close(kind: Kind): void {
    this.#sources[kind]?.close();
    this.#sources[kind] = undefined;
  }
}

/** Why a device could not be had, for people. */
export function whyNot(kind: Kind, error: unknown): string {
  const word = kind === "video" ? "camera" : "microphone";
  switch ((error as DOMException).name) {
    case "NotAllowedError":
      return `The ${word} was not allowed. The browser's address bar has the switch.`;
    case "NotFoundError":
      return `There is no ${word}.`;
    case "NotReadableError":
      return `The ${word} is in use elsewhere.`;
    default:
      return `The ${word} cannot be used: ${(error as Error).message}`;
  }
}
