import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FakeMedia, readFlv } from "../../../fake-gateway/fake-media.ts";

/** Three seconds of 256x144 video at 12 fps with a keyframe per second, and audio. */
export function clock(): FakeMedia {
  return readFlv(readFileSync(join(import.meta.dirname, "../../../fake-gateway/fixtures/clock.flv")));
}
