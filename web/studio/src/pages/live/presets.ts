/** Orientation of the video. */
export const SHAPES = ["landscape", "portrait", "square"] as const;
export type Shape = (typeof SHAPES)[number];

/** Frame rates in fps. */
export const FRAME_RATES = [30, 60] as const;
export type FrameRate = (typeof FRAME_RATES)[number];

/** Resolutions, named by the shorter side. */
export const RESOLUTIONS = ["360p", "540p", "720p", "1080p"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Choices that make a quality. */
export interface Choices {
  readonly resolution: Resolution;
  readonly shape: Shape;
  readonly frameRate: FrameRate;
}

/** Selectable quality. The frame rate is in fps, bitrates are in bit/s. */
export interface Preset extends Choices {
  /** Stored name: the resolution, with `60` and the shape where they are not the default, as `1080p60-portrait`. */
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly videoBitrate: number;
  readonly audioBitrate: number;
}

/** Length of the shorter side in pixels, and bitrates in Mbit/s by frame rate. Services limit 1080p at 60 fps to 6. */
const SIDES: Record<Resolution, { side: number; megabits: Partial<Record<FrameRate, number>> }> = {
  "360p": { side: 360, megabits: { 30: 0.8 } },
  "540p": { side: 540, megabits: { 30: 1.5 } },
  "720p": { side: 720, megabits: { 30: 2.5, 60: 4 } },
  "1080p": { side: 1080, megabits: { 30: 5, 60: 6 } },
};

/** Default quality: every service accepts it, and most uplinks are fast enough for it. */
const DEFAULT: Choices = { resolution: "720p", shape: "landscape", frameRate: 30 };

/** Bitrate of a square frame, which has 9/16 of the pixels, as a share of that of the other shapes. */
const SQUARE_SHARE = 0.6;

const PRESETS: readonly Preset[] = RESOLUTIONS.flatMap((resolution) =>
  frameRatesOf(resolution).flatMap((frameRate) => SHAPES.map((shape) => preset({ resolution, shape, frameRate }))),
);

/** Returns the frame rates of a resolution. */
export function frameRatesOf(resolution: Resolution): readonly FrameRate[] {
  return FRAME_RATES.filter((frameRate) => frameRate in SIDES[resolution].megabits);
}

/** Returns the preset with an id, or the default one. */
export function presetOf(id: string | undefined): Preset {
  return PRESETS.find((each) => each.id === id) ?? preset(DEFAULT);
}

/** Returns a preset after a change. A frame rate that the resolution does not have becomes the lowest one. */
export function changedPreset({ resolution, shape, frameRate }: Preset, change: Partial<Choices>): Preset {
  const choices = { resolution, shape, frameRate, ...change };
  const isOffered = frameRatesOf(choices.resolution).includes(choices.frameRate);
  return preset(isOffered ? choices : { ...choices, frameRate: FRAME_RATES[0] });
}

/** Returns the size to ask of a camera: landscape, as cameras are, and high enough to be cropped, up to 1080 lines. */
export function cameraSize(preset: Preset): { width: number; height: number } {
  const height = Math.min(preset.height, 1080);
  return { width: Math.round((height * 16) / 9), height };
}

function preset({ resolution, shape, frameRate }: Choices): Preset {
  const { side, megabits } = SIDES[resolution];
  const long = (side * 16) / 9;
  const [width, height] = shape === "square" ? [side, side] : shape === "portrait" ? [side, long] : [long, side];
  const share = shape === "square" ? SQUARE_SHARE : 1;
  const rate = frameRate === 30 ? "" : String(frameRate);
  return {
    id: `${resolution}${rate}${shape === "landscape" ? "" : `-${shape}`}`,
    label: shape === "landscape" ? `${resolution}${rate}` : `${width} × ${height}${rate && `, ${rate} fps`}`,
    resolution,
    shape,
    frameRate,
    width,
    height,
    videoBitrate: Math.round((megabits[frameRate] ?? 0) * share * 10) * 1e5,
    audioBitrate: 128_000,
  };
}
