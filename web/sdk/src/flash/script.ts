import workerUrl from "../worker/worker.ts?worker&url";
import { rememberScript } from "./gateway.ts";
import * as flash from "./index.ts";
import { opening } from "./modern.ts";
import { beside } from "./script-worker.ts";

/** The entry of `multiconnection-flash.js`: a script tag with it gives old code the globals that it had in Flash. */
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;
rememberScript(script);
opening.options = { worker: () => beside(script?.src || location.href, workerUrl) };
Object.assign(globalThis, flash);
