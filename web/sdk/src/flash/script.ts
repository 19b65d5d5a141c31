import workerUrl from "../worker/worker.ts?worker&url";
import { rememberScript } from "./gateway.ts";
import * as flash from "./index.ts";
import { connectionSettings } from "./open-connection.ts";
import { scriptTag, scriptUrl, startWorkerBeside } from "./script-worker.ts";

/** The entry of `multiconnection-flash.js`: a script tag with it gives old code the globals that it had in Flash. */
rememberScript(scriptTag());
connectionSettings.options = { worker: () => startWorkerBeside(scriptUrl(), workerUrl) };
Object.assign(globalThis, flash);
