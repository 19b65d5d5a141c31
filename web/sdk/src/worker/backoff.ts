/** The first attempt is made at once, or nearly: many pages may have lost the same gateway. In milliseconds. */
const FIRST_MS = 200;

/** The span of the second attempt; it doubles from there. */
const BASE_MS = 500;

/**
 * Exponential backoff with full jitter.
 *
 * @param attempt from 1
 * @param maxMs the longest wait
 * @returns milliseconds to wait before that attempt
 */
export function backoff(attempt: number, maxMs: number, random: () => number = Math.random): number {
  const span = attempt <= 1 ? FIRST_MS : BASE_MS * 2 ** Math.min(attempt - 2, 30);
  return Math.round(random() * Math.min(span, maxMs));
}
