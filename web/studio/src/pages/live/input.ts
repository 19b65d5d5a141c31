import type { Source } from "multiconnection";
import type { Permission } from "./permission.ts";
import type { VideoInput } from "./scene/composition.ts";

/** Video or audio input: the selection, the open source, and the last error. */
export interface Input {
  choice: string;
  source?: Source;
  devices: MediaDeviceInfo[];
  permission: Permission;
  problem?: string;
  /** Whether the source ended by itself, as that of an unplugged camera does. */
  isLost?: boolean;
  /** Whether the source is being opened. */
  busy: boolean;
  muted: boolean;
}

/** Returns an open input. The size of a track may be unknown before its first frame. */
export function videoInput({ source, muted }: Input, expected: VideoInput["size"]): VideoInput | undefined {
  if (source === undefined) {
    return undefined;
  }
  const { width, height } = source.track.getSettings();
  return { source, size: width && height ? { width, height } : expected, isOff: muted };
}
