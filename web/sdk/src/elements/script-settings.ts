import { startWorkerBeside } from "../flash/script-worker.ts";
import workerUrl from "../worker/worker.ts?worker&url";
import { connectionSettings } from "./connection-options.ts";
import { defaults } from "./settings.ts";

// Before the elements are defined, as elements in the page start immediately.
connectionSettings.options = { worker: () => startWorkerBeside(import.meta.url, workerUrl) };
defaults.gateway = new URL(/* @vite-ignore */ "/v1", import.meta.url).href;
