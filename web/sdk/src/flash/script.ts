import { configure, fileUrls } from "../session/files.ts";
import { readDeviceNames } from "./device-names.ts";
import { rememberScript } from "./gateway.ts";
import * as flash from "./index.ts";
import { scriptTag } from "./script-tag.ts";

/** Entry point of `multiconnection-flash.js`, a script tag that provides the global classes of Flash. */
rememberScript(scriptTag());
configure(fileUrls({ ...scriptTag()?.dataset }));
Object.assign(globalThis, flash);
// So that Camera.names is known when the application needs it.
void readDeviceNames();
