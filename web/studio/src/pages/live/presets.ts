/** Selectable quality. The frame rate is in fps, bitrates are in bit/s. */
export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitrate: number;
  readonly audioBitrate: number;
}

export const PRESETS: readonly Preset[] = [
  preset("360p", 640, 360, 0.8),
  preset("540p", 960, 540, 1.5),
  preset("720p", 1280, 720, 2.5),
  preset("1080p", 1920, 1080, 5),
];

/** Default quality: every service accepts it, and most uplinks are fast enough for it. */
const DEFAULT = "720p";

/** Returns the preset with an id, or the default one. */
export function presetOf(id: string | undefined): Preset {
  const found = PRESETS.find((each) => each.id === id) ?? PRESETS.find((each) => each.id === DEFAULT);
  if (found === undefined) {
    throw new Error(`no preset ${DEFAULT}`);
  }
  return found;
}

function preset(id: string, width: number, height: number, megabits: number): Preset {
  const videoBitrate = megabits * 1e6;
  return { id, label: id, width, height, frameRate: 30, videoBitrate, audioBitrate: 128_000 };
}
