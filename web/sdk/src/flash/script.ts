import workerUrl from "../worker/worker.ts?worker&url";
import { rememberScript } from "./gateway.ts";
import * as flash from "./index.ts";
import { opening } from "./modern.ts";
import { beside, scriptTag, scriptUrl } from "./script-worker.ts";

/** The entry of `multiconnection-flash.js`: a script tag with it gives old code the globals that it had in Flash. */
rememberScript(scriptTag());
opening.options = { worker: () => beside(scriptUrl(), workerUrl) };
Object.assign(globalThis, flash);
