const GESTURES = ["pointerdown", "keydown"] as const;

/** Starts an audio context; where the browser wants a click or a key first, with the next one. */
export async function whenAwake(context: AudioContext): Promise<void> {
  const resume = () => void context.resume();
  for (const gesture of GESTURES) {
    addEventListener(gesture, resume);
  }
  await context.resume();
  for (const gesture of GESTURES) {
    removeEventListener(gesture, resume);
  }
}
