import type { TrackLike } from "../publish/media-options.ts";
import { Camera, Microphone, type Source } from "../publish/sources.ts";
import type { ElementTexts } from "./texts/en.ts";
import { fill } from "./texts/texts.ts";

export type Kind = "video" | "audio";

/** Device that the user can select. */
export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

/** Selection of no device. */
export const NONE = "none";

/** Camera and microphone that the user has selected. */
export class Devices {
  readonly #sources: { [kind in Kind]: Source | undefined } = { video: undefined, audio: undefined };
  readonly #given: { [kind in Kind]: TrackLike | undefined } = { video: undefined, audio: undefined };
  readonly #chosen: { [kind in Kind]: string } = { video: "", audio: "" };

  /** @param changed called when the track of a kind has changed */
  constructor(readonly changed: (kind: Kind) => void) {}

  /** Returns the track to publish: that of the page, or that of the selected device. */
  track(kind: Kind): MediaStreamTrack | undefined {
    const source = this.#given[kind] ?? this.#sources[kind];
    return source && ("track" in source ? source.track : source);
  }

  /** Whether the page provides the track, so that the user need not select a device. */
  isGiven(kind: Kind): boolean {
    return this.#given[kind] !== undefined;
  }

  /** Sets the page's own track; undefined lets the user select a device. */
  give(kind: Kind, track: TrackLike | undefined): void {
    this.#given[kind] = track;
    this.#close(kind);
    this.changed(kind);
  }

  /** Returns the id of the selected device; empty for the browser's default. */
  chosen(kind: Kind): string {
    return this.#chosen[kind] || (this.#sources[kind]?.track.getSettings().deviceId ?? "");
  }

  /**
   * Selects a device.
   *
   * @param id of a device, or {@link NONE}
   */
  async choose(kind: Kind, id: string): Promise<void> {
    this.#chosen[kind] = id;
    this.#close(kind);
    await this.open(kind);
  }

  /**
   * Opens the selected device. Asks the user for permission once.
   *
   * @throws DOMException as getUserMedia
   */
  async open(kind: Kind): Promise<void> {
    const id = this.#chosen[kind];
    if (this.track(kind) === undefined && id !== NONE) {
      const constraints = id === "" ? {} : { deviceId: id };
      const source = kind === "video" ? await Camera.get(constraints) : await Microphone.get(constraints);
      source.track.addEventListener("ended", () => this.#ended(kind, source));
      this.#sources[kind] = source;
    }
    this.changed(kind);
  }

  /**
   * Returns the devices that can be selected. Browsers hide labels until the user has granted permission.
   *
   * @param word label of a device whose own label is hidden, to which its number is added
   */
  async choices(kind: Kind, word: string): Promise<DeviceChoice[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    const found = devices.filter(({ kind: each, deviceId }) => each === `${kind}input` && deviceId !== "");
    return found.map(({ deviceId, label }, i) => ({ id: deviceId, label: label || `${word} ${i + 1}` }));
  }

  /** Whether the user has granted permission before, so that no prompt will appear. */
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

/** Returns the reason for which a device could not be opened, as a text for users. */
export function deviceErrorText(kind: Kind, error: unknown, texts: ElementTexts): string {
  const word = kind === "video" ? "camera" : "microphone";
  switch ((error as DOMException).name) {
    case "NotAllowedError":
      return texts[`${word}Blocked`];
    case "NotFoundError":
      return texts[`${word}Missing`];
    case "NotReadableError":
      return texts[`${word}Busy`];
    default:
      return fill(texts[`${word}Failed`], { reason: (error as Error).message });
  }
}
