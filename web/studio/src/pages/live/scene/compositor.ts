import type { Source } from "multiconnection";
import type { Composed } from "./composer.ts";
import type { FromComposer, ToComposer } from "./composer.worker.ts";
import type { InputName } from "./layers.ts";

/** Tracks that are composed. */
export type InputTracks = { readonly [name in InputName]?: MediaStreamTrack };

/** Returns whether the browser can compose video in a worker. */
export function canCompose(): boolean {
  return typeof MediaStreamTrackProcessor !== "undefined" && typeof MediaStreamTrackGenerator !== "undefined";
}

/** Video that a worker composes. */
export interface Compositor {
  readonly source: Source;
  /** Changes the composition from the next frame on. */
  show(composed: Composed, tracks: InputTracks, logo: ImageBitmap | undefined): void;
}

/** Receives what a compositor reports. */
export interface CompositorListener {
  /** The first frame was composed. */
  started(): void;
  /** The worker cannot compose. */
  failed(reason: string): void;
  /** This machine composes fewer frames than the frame rate demands, or all of them again. */
  slowed(isSlow: boolean): void;
}

/** Compositor in a worker of its own, whose track stays the same while the composition changes. */
export class WorkerCompositor implements Compositor {
  readonly source: Source;
  readonly #worker = new Worker(new URL("./composer.worker.ts", import.meta.url), { type: "module" });
  #tracks: InputTracks = {};
  #logo: ImageBitmap | undefined;

  constructor(listener: CompositorListener) {
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    const close = () => {
      generator.stop();
      this.#worker.terminate();
    };
    this.source = { track: generator, close, [Symbol.dispose]: close };
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromComposer>) => {
      if (data.kind === "started") {
        listener.started();
      } else {
        listener.slowed(data.isSlow);
      }
    });
    this.#worker.addEventListener("error", ({ message }) => listener.failed(message));
    const { writable } = generator;
    this.#post({ kind: "start", writable }, [writable as unknown as Transferable]);
  }

  show(composed: Composed, tracks: InputTracks, logo: ImageBitmap | undefined): void {
    for (const name of ["camera", "screen"] as const) {
      if (tracks[name] !== this.#tracks[name]) {
        this.#replace(name, tracks[name]);
      }
    }
    this.#tracks = tracks;
    if (logo !== this.#logo) {
      this.#logo = logo;
      this.#post({ kind: "logo", ...(logo && { logo }) });
    }
    this.#post({ kind: "show", composed });
  }

  #replace(name: InputName, track: MediaStreamTrack | undefined): void {
    if (track === undefined) {
      this.#post({ kind: "input", name });
    } else {
      const { readable } = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack });
      this.#post({ kind: "input", name, readable }, [readable as unknown as Transferable]);
    }
  }

  #post(message: ToComposer, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
