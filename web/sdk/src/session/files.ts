import { needsPage } from "../shared/environment.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { trustedScriptUrl } from "../shared/trusted.ts";
import SdkWorker from "../worker/worker.ts?worker&inline";
import { readAac } from "./aac-chunk.ts";
import type { WorkerPort } from "./worker-port.ts";

/** URLs of files of the package that the page serves itself. By default they are part of the SDK's JavaScript. */
export interface FileUrls {
  /**
   * Worker, the file `multiconnection/worker`, on the page's origin. By default it is started from a `blob:` URL, which
   * needs `worker-src blob:` in the page's Content Security Policy.
   */
  workerUrl?: string | URL;
  /**
   * AAC encoder, the file `multiconnection/aac.wasm`. By default a chunk of JavaScript contains it, which is loaded when
   * audio is published in a browser without an AAC encoder.
   */
  aacUrl?: string | URL;
  /**
   * Module of the AudioWorklet, the file `multiconnection/worklet`, for browsers that capture sound by one. By default it
   * is loaded from a `blob:` URL, which needs `script-src blob:` in the page's Content Security Policy.
   */
  workletUrl?: string | URL;
}

const defaults: FileUrls = {};

/** Embedded worker, whose constructor passes its URL through `trust` (web/embedded-worker.ts). */
const EmbeddedWorker = SdkWorker as unknown as new (options: {
  name: string;
  trust: (url: string) => string;
}) => Worker;

/** Sets the URLs of files for all later connections of the page, also those of elements and of Flash code. */
export function configure(files: FileUrls): void {
  Object.assign(defaults, files);
}

/** Returns the URLs of options, or those of {@link configure}. */
export function fileUrls(options: FileUrls): FileUrls {
  const { workerUrl = defaults.workerUrl, aacUrl = defaults.aacUrl, workletUrl = defaults.workletUrl } = options;
  return {
    ...(workerUrl !== undefined && { workerUrl }),
    ...(aacUrl !== undefined && { aacUrl }),
    ...(workletUrl !== undefined && { workletUrl }),
  };
}

/**
 * Starts the SDK's worker.
 *
 * @throws MultiConnectionError `unsupported` outside of a browser, `no-worker` if `workerUrl` is of another origin
 */
export function startWorker({ workerUrl }: FileUrls): WorkerPort {
  if (typeof Worker === "undefined" || typeof location === "undefined") {
    throw needsPage("MultiConnection needs", "Worker or location is");
  }
  const name = "multiconnection";
  if (workerUrl === undefined) {
    return Object.assign(new EmbeddedWorker({ name, trust: trustedScriptUrl }), {
      hint: 'the Content Security Policy of the page needs "worker-src blob:", or the option workerUrl',
    }) as unknown as WorkerPort;
  }
  const url = new URL(workerUrl, location.href);
  if (url.origin !== location.origin) {
    const text = `the worker did not start: workerUrl ${url.href}, expected a URL of the page's origin ${location.origin}`;
    throw new MultiConnectionError("no-worker", text);
  }
  const hint = `expected the file multiconnection/worker at ${url.href}, allowed by worker-src of the page`;
  return Object.assign(new Worker(trustedScriptUrl(url), { name }), { hint }) as unknown as WorkerPort;
}

/**
 * Loads the WebAssembly of the AAC encoder.
 *
 * @throws Error that names the file
 */
export async function loadAac({ aacUrl }: FileUrls): Promise<ArrayBuffer> {
  if (aacUrl === undefined) {
    return (await readAac()).buffer;
  }
  const url = new URL(aacUrl, location.href).href;
  const response = await fetch(url).catch((error: Error) => {
    throw new Error(`the AAC encoder could not be loaded from ${url}: ${error.message}`);
  });
  if (!response.ok) {
    throw new Error(`the AAC encoder could not be loaded from ${url}: HTTP status ${response.status}`);
  }
  return response.arrayBuffer();
}
