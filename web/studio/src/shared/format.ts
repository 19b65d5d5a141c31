/** Formats of numbers and times for display. */

/** Formats a duration: `1:02:03`, or `02:03` below an hour. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0"));
  return seconds < 3600 ? parts.join(":") : [Math.floor(seconds / 3600), ...parts].join(":");
}

/** Formats a duration in words, for screen readers: `1 hour 2 minutes`. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const parts = [plural(Math.floor(minutes / 60), "hour"), plural(minutes % 60, "minute")];
  return minutes === 0
    ? plural(Math.floor(ms / 1000), "second")
    : parts.filter((each) => !each.startsWith("0 ")).join(" ");
}

/** Formats a bitrate: `2.5 Mbit/s`, `320 kbit/s`. */
export function bitrate(bitsPerSecond: number): string {
  return bitsPerSecond >= 1e6
    ? `${(bitsPerSecond / 1e6).toFixed(bitsPerSecond >= 1e7 ? 0 : 1)} Mbit/s`
    : `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/** Formats a number of bytes: `12.4 MB`. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Formats a delay: `0 ms`, `1.3 s`. */
export function delay(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Formats a count with its noun: `1 server`, `2 servers`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Formats a time, given in milliseconds since 1970, in the local time zone: `14:03:59`. */
export function timeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour12: false });
}
