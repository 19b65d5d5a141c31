import * as sdk from "multiconnection";
import workletUrl from "../../sdk/src/capture/capture-processor.js?url&no-inline";
import "multiconnection/elements";
import { composeAndEncode } from "./composition-cost.ts";
import { ForcedCamera } from "./forced-camera.ts";
import { ForcedMicrophone, listen } from "./heard-sound.ts";
import { colorsAt, view } from "./viewed-frames.ts";

/** Globals for the tests. */
const page = {
  sdk,
  ForcedCamera,
  ForcedMicrophone,
  view,
  colorsAt,
  composeAndEncode,
  listen,
  gateway: new URL("/v1", location.href.replace("http", "ws")).href,
};

declare global {
  interface Window {
    page: typeof page;
  }
}

window.page = page;
sdk.configure({ workletUrl });

const video = document.createElement("video");
Object.assign(video, { width: 512, height: 288 });
document.body.append(video);
