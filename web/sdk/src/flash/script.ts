import { configure, fileUrls } from "../session/files.ts";
import { readDeviceNames } from "./device-names.ts";
import { rememberScript } from "./gateway.ts";
import * as flash from "./index.ts";
import { scriptTag, scriptUrl } from "./script-tag.ts";

/** Entry point of `multiconnection-flash.js`, a script tag that provides the global classes of Flash. */
rememberScript(scriptTag());
// The module of the AudioWorklet is next to the script.
const workletUrl = new URL("worklet.js", scriptUrl());
configure(fileUrls({ workletUrl, ...scriptTag()?.dataset }));
Object.assign(globalThis, flash);
// So that Camera.names is known when the application needs it.
void readDeviceNames();
