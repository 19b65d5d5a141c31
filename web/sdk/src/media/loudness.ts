/** Level that counts as silence, in dBFS; 0 is the loudest. */
const FLOOR_DB = -60;

/** Returns the loudness of audio samples between -1 and 1: 0 (silence) to 1, linear in decibels. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const db = 10 * Math.log10(Math.max(power, 1e-12));
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
