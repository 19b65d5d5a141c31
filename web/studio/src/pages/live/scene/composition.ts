import type { Source } from "multiconnection";
import { Model } from "../../../shared/model.ts";
import { type Compositor, type CompositorListener, canCompose, WorkerCompositor } from "./compositor.ts";
import type { Rect, Size } from "./geometry.ts";
import { type Available, type InputName, isOnlyCamera, type Layer, layersOf, plainInput } from "./layers.ts";
import { overlayRect, type Scene } from "./scene.ts";

/** Open video input. */
export interface VideoInput {
  readonly source: Source;
  /** Size of its frames. */
  readonly size: Size;
  /** Whether its frames are black. */
  readonly isOff: boolean;
}

/** Receives the changes of a composition. */
export interface CompositionListener {
  /** A new source is published. */
  switched(source: Source): void;
  /** The user changed the arrangement. */
  arranged(scene: Scene): void;
}

/** Open video inputs. */
export type VideoInputs = { readonly [name in InputName]?: VideoInput };

/** Size and frame rate of the published video. */
export interface VideoFormat extends Size {
  /** In fps. */
  readonly frameRate: number;
}

/** Creates a compositor. */
export type CreateCompositor = (listener: CompositorListener) => Compositor;

/** Time after which a replaced compositor is closed, in milliseconds. Its last frames are published meanwhile. */
const RETIRE_MS = 2000;

/**
 * Published video of the Live page: an input as it is, if its frames need no change, otherwise a composition of inputs,
 * title and logo.
 */
export class Composition extends Model {
  #scene: Scene;
  #inputs: VideoInputs = {};
  #format: VideoFormat = { width: 2, height: 2, frameRate: 1 };
  #logo: ImageBitmap | undefined;
  #layers: Layer[] = [];
  #source: Source | undefined;
  #compositor: Compositor | undefined;
  #canCompose: boolean;
  #isSlow = false;

  /** @param create creates a compositor; undefined if the browser has none */
  constructor(
    scene: Scene,
    readonly listener: CompositionListener,
    readonly create: CreateCompositor | undefined = canCompose()
      ? (listener) => new WorkerCompositor(listener)
      : undefined,
  ) {
    super();
    this.#scene = scene;
    this.#canCompose = create !== undefined;
  }

  get scene(): Scene {
    return this.#scene;
  }

  /** Published video. Undefined if no input is open. */
  get source(): Source | undefined {
    return this.#source;
  }

  /** Whether several inputs, title, logo and other aspect ratios are possible in this browser. */
  get canCompose(): boolean {
    return this.#canCompose;
  }

  get logo(): ImageBitmap | undefined {
    return this.#logo;
  }

  /** Whether this machine composes fewer frames than the frame rate demands. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Whether only the camera is shown. */
  get isOnlyCamera(): boolean {
    return isOnlyCamera(this.#layers);
  }

  /** Size of the canvas. */
  get canvas(): Size {
    return this.#format;
  }

  /** Place of the camera over the screen, in pixels of the canvas. Undefined if it is not shown there. */
  get overlay(): Rect | undefined {
    const isShown = this.#source !== undefined && this.#source === this.#compositor?.source && this.#layers[1];
    return isShown && isShown.kind === "video" ? overlayRect(this.#scene, this.#format) : undefined;
  }

  /** Changes the arrangement. */
  arrange(change: Partial<Scene>): void {
    this.#scene = { ...this.#scene, ...change };
    this.listener.arranged(this.#scene);
    this.#apply();
  }

  /** Replaces or removes the logo, and releases the memory of the one before. */
  setLogo(logo: ImageBitmap | undefined): void {
    const before = this.#logo;
    this.#logo = logo;
    this.#apply();
    before?.close();
  }

  /** Changes the inputs and the format. */
  provide(inputs: VideoInputs, format: VideoFormat): void {
    this.#inputs = inputs;
    this.#format = format;
    this.#apply();
  }

  #apply(): void {
    const { camera, screen } = this.#inputs;
    const available: Available = {
      ...(camera && { camera: camera.size, isCameraOff: camera.isOff }),
      ...(screen && { screen: screen.size }),
      ...(this.#logo && { logo: this.#logo }),
    };
    this.#layers = layersOf(this.#scene, available, this.#format);
    const [main] = this.#layers;
    if (main?.kind !== "video") {
      this.#publish(undefined);
      this.#retire();
      return;
    }
    const plain = this.#canCompose ? plainInput(this.#layers, available, this.#format) : main.input;
    if (plain === undefined) {
      this.#compositor ??= this.#open();
    }
    // One that is about to be closed, too: its frames are published until those of the input arrive.
    this.#show();
    if (plain === undefined) {
      // An input that is published stays published until the first composed frame.
      const isInput = this.#source !== undefined && [camera?.source, screen?.source].includes(this.#source);
      this.#publish(isInput ? this.#source : this.#compositor?.source);
    } else {
      this.#publish(this.#inputs[plain]?.source);
      this.#retire();
    }
  }

  #show(): void {
    const { camera, screen } = this.#inputs;
    const tracks = { ...(camera && { camera: camera.source.track }), ...(screen && { screen: screen.source.track }) };
    this.#compositor?.show({ ...this.#format, layers: this.#layers }, tracks, this.#logo);
  }

  #open(): Compositor | undefined {
    const compositor: Compositor | undefined = this.create?.({
      started: () => this.#compositor === compositor && this.#publish(compositor?.source),
      failed: () => {
        this.#canCompose = false;
        this.#apply();
      },
      slowed: (isSlow) => this.#compositor === compositor && this.#slowed(isSlow),
    });
    return compositor;
  }

  #slowed(isSlow: boolean): void {
    this.#isSlow = isSlow;
    this.changed();
  }

  #publish(source: Source | undefined): void {
    const isSwitched = source !== undefined && source !== this.#source;
    this.#source = source;
    if (isSwitched) {
      this.listener.switched(source);
    }
    this.changed();
  }

  #retire(): void {
    const compositor = this.#compositor;
    this.#compositor = undefined;
    if (compositor !== undefined) {
      this.#slowed(false);
      setTimeout(() => compositor.source.close(), RETIRE_MS);
    }
  }
}
