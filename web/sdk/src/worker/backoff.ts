/** Longest delay before the first attempt, in milliseconds. Short, but random: many clients may lose the gateway at once. */
const FIRST_MS = 200;

/** Longest delay before the second attempt, in milliseconds; doubles with each further attempt. */
const BASE_MS = 500;

/**
 * Exponential backoff with full jitter.
 *
 * @param attempt number of the attempt, from 1
 * @param maxMs longest delay in milliseconds
 * @returns delay before that attempt in milliseconds
 */
export function backoff(attempt: number, maxMs: number, random: () => number = Math.random): number {
  const span = attempt <= 1 ? FIRST_MS : BASE_MS * 2 ** Math.min(attempt - 2, 30);
  return Math.round(random() * Math.min(span, maxMs));
}
