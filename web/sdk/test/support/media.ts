import { readFileSync } from "node:fs";
import { type FakeMedia, readFlv } from "../../../fake-gateway/fake-media.ts";

/** Three seconds of 256x144 pictures, 12 a second with a keyframe each second, and sound. */
export function clock(): FakeMedia {
  return readFlv(readFileSync(new URL("../../../fake-gateway/fixtures/clock.flv", import.meta.url)));
}
