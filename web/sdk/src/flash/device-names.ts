/** Kind of a device, which is the first part of its status codes. */
export type DeviceKind = "Camera" | "Microphone";

const INPUTS = { Camera: "videoinput", Microphone: "audioinput" } as const;

const known: { [kind in DeviceKind]: string[] } = { Camera: [], Microphone: [] };
let isWatching = false;

/**
 * Returns the names of all devices of a kind that are known. Browsers list devices asynchronously, and hide their names
 * until the user has granted permission.
 */
export function deviceNames(kind: DeviceKind): string[] {
  if (!isWatching) {
    isWatching = true;
    globalThis.navigator?.mediaDevices?.addEventListener?.("devicechange", () => void readDeviceNames());
    void readDeviceNames();
  }
  return [...known[kind]];
}

/** Reads the names of the devices. Never rejects. */
export async function readDeviceNames(): Promise<void> {
  const devices = (await globalThis.navigator?.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  for (const kind of ["Camera", "Microphone"] as const) {
    const inputs = devices.filter((device) => device.kind === INPUTS[kind]);
    known[kind] = inputs.map(({ label }, i) => label || `${kind} ${i + 1}`);
  }
}

/** Returns the index of a device: a number, or the name of a known device; otherwise 0, the default device. */
export function deviceIndex(kind: DeviceKind, device: number | string | null): number {
  const index = Number(device ?? 0);
  return Math.max(0, Number.isInteger(index) ? index : known[kind].indexOf(String(device)));
}

/** Returns the id of the device with an index, if the browser reveals it; undefined selects the default device. */
export async function deviceId(kind: DeviceKind, index: number): Promise<string | undefined> {
  if (index === 0) {
    return undefined;
  }
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === INPUTS[kind])[index]?.deviceId || undefined;
}
