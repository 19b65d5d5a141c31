/** Formats of numbers and times for display, in the language of the page. */
import { LANGUAGE, t } from "./i18n/t.ts";

/** Formats a duration: `1:02:03`, or `02:03` below an hour. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0"));
  return seconds < 3600 ? parts.join(":") : [Math.floor(seconds / 3600), ...parts].join(":");
}

/** Formats a duration in words, for screen readers: `1 hour 2 minutes`. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours > 0 ? [t("count.hours", { count: hours })] : []),
    ...(minutes % 60 > 0 ? [t("count.minutes", { count: minutes % 60 })] : []),
  ];
  return minutes === 0 ? t("count.seconds", { count: Math.floor(ms / 1000) }) : parts.join(" ");
}

/** Formats a bitrate: `2.5 Mbit/s`, `320 kbit/s`. */
export function bitrate(bitsPerSecond: number): string {
  return bitsPerSecond >= 1e6
    ? `${number(bitsPerSecond / 1e6, bitsPerSecond >= 1e7 ? 0 : 1)} Mbit/s`
    : `${number(bitsPerSecond / 1000)} kbit/s`;
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
  return `${number(value, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** Formats a delay: `0 ms`, `1.3 s`. */
export function delay(ms: number): string {
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000, 1)} s`;
}

/** Formats a number with a fixed number of decimals. */
export function number(value: number, decimals = 0): string {
  return value.toLocaleString(LANGUAGE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Formats how many entries are shown: `20`, or `20 of 1,000`. */
export function countText(shown: number, all: number): string {
  return shown === all ? number(all) : t("count.of", { count: shown, all });
}

/** Formats a time, given in milliseconds since 1970, in the local time zone: `14:03:59`. */
export function timeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString(LANGUAGE, { hourCycle: "h23" });
}
