import workerUrl from "../worker/worker.ts?worker&url";
import { rememberScript } from "./gateway.ts";
import * as flash from "./index.ts";
import { connectionSettings } from "./open-connection.ts";
import { scriptTag, scriptUrl, startWorkerBeside } from "./script-worker.ts";

/** Entry point of `multiconnection-flash.js`, a script tag that provides the global classes of Flash. */
rememberScript(scriptTag());
connectionSettings.options = { worker: () => startWorkerBeside(scriptUrl(), workerUrl) };
Object.assign(globalThis, flash);
