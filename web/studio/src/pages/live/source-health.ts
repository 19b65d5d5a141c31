import { Camera, Microphone, Screen, type Source } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";

type Track = "video" | "audio";

/** Sources of a broadcast, and those that have ended by themselves, as an unplugged camera does. */
export class SourceHealth {
  readonly #ended = new Set<Track>();
  #sources: { readonly [track in Track]?: Source };

  constructor(sources: { readonly [track in Track]?: Source } = {}) {
    this.#sources = sources;
  }

  /** Replaces sources. */
  attach(sources: { readonly [track in Track]?: Source }): void {
    this.#sources = { ...this.#sources, ...sources };
    for (const track of Object.keys(sources)) {
      this.#ended.delete(track as Track);
    }
  }

  /**
   * Records that a track has ended.
   *
   * @returns what viewers receive, and what to do; undefined if it is a track that was replaced meanwhile
   */
  ended(track: Track): string | undefined {
    if (this.#sources[track]?.track.readyState === "live") {
      return undefined;
    }
    this.#ended.add(track);
    return endedText(track, this.#sources[track]);
  }

  /** Describes the sources that have ended; undefined if there are none. */
  get problem(): string | undefined {
    const texts = [...this.#ended].map((track) => endedText(track, this.#sources[track]));
    return texts.length === 0 ? undefined : texts.join(" ");
  }
}

function endedText(track: Track, source: Source | undefined): string {
  if (source instanceof Camera) {
    return t("ended.camera");
  }
  if (source instanceof Screen) {
    return t("ended.screen");
  }
  return source instanceof Microphone ? t("ended.microphone") : t(`ended.${track}`);
}
