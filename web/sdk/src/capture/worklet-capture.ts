import { MultiConnectionError } from "../shared/errors.ts";
import processor from "./capture-processor.js?raw";

/** Time for an AudioContext to start, in milliseconds. Shorter than the timeout of the worker for the first sound. */
const START_MS = 4000;

const GESTURES = ["pointerdown", "keydown"] as const;

/** Sound of a track by an AudioWorklet, for browsers whose MediaStreamTrackProcessor has no sound. */
export class WorkletCapture {
  readonly #context = new AudioContext();
  readonly #resume = () => void this.#context.resume().catch(() => {});
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param port receives the sound
   * @param moduleUrl URL of the worklet's module; by default it is part of this code
   * @param failed is called with the reason if capturing does not start
   */
  constructor(
    track: MediaStreamTrack,
    port: MessagePort,
    moduleUrl: string | URL | undefined,
    failed: (error: MultiConnectionError) => void,
  ) {
    this.#start(track, port, moduleUrl).catch((error) => {
      if (this.#context.state !== "closed") {
        failed(error);
      }
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#forget();
    if (this.#context.state !== "closed") {
      this.#context.close().catch(() => {});
    }
  }

  async #start(track: MediaStreamTrack, port: MessagePort, moduleUrl: string | URL | undefined): Promise<void> {
    const context = this.#context;
    await addModule(context, moduleUrl);
    // Explicit, as the first blocks may be mono whatever the track is.
    const channelCount = Math.min(2, track.getSettings().channelCount ?? 2);
    const node = new AudioWorkletNode(context, "multiconnection-capture", {
      channelCount,
      channelCountMode: "explicit",
      processorOptions: { channels: channelCount },
    });
    node.port.postMessage(port, [port]);
    // Its output is silent. Browsers run only nodes that lead to the destination.
    context
      .createMediaStreamSource(new MediaStream([track]))
      .connect(node)
      .connect(context.destination);
    for (const gesture of GESTURES) {
      document.addEventListener(gesture, this.#resume);
    }
    // An interruption, such as a phone call, suspends the context.
    context.onstatechange = this.#resume;
    this.#resume();
    await new Promise((resolve) => {
      this.#timer = setTimeout(resolve, START_MS);
    });
    if (context.state === "suspended") {
      const text =
        "the browser does not start to capture sound: publish in response to a click or a key press, on a device that can play sound";
      throw new MultiConnectionError("no-media", text);
    }
  }

  #forget(): void {
    this.#context.onstatechange = null;
    for (const gesture of GESTURES) {
      document.removeEventListener(gesture, this.#resume);
    }
  }
}

/** @throws MultiConnectionError `unsupported` that says what the page's security policy needs */
async function addModule({ audioWorklet }: AudioContext, moduleUrl: string | URL | undefined): Promise<void> {
  const url = moduleUrl ?? URL.createObjectURL(new Blob([processor], { type: "text/javascript" }));
  try {
    await audioWorklet.addModule(url);
  } catch (error) {
    const hint =
      moduleUrl === undefined
        ? 'the Content Security Policy of the page needs "script-src blob:", or the option workletUrl'
        : `expected the file multiconnection/worklet at ${url}, allowed by script-src of the page`;
    throw new MultiConnectionError("unsupported", `sound cannot be captured: ${(error as Error).message}; ${hint}`);
  } finally {
    if (moduleUrl === undefined) {
      URL.revokeObjectURL(url as string);
    }
  }
}
