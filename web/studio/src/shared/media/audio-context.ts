const GESTURES = ["pointerdown", "keydown"] as const;

/** Starts an audio context. Where the browser requires a user gesture, it starts at the next click or key press. */
export async function resumeContext(context: AudioContext): Promise<void> {
  const resume = () => void context.resume();
  for (const gesture of GESTURES) {
    addEventListener(gesture, resume);
  }
  await context.resume();
  for (const gesture of GESTURES) {
    removeEventListener(gesture, resume);
  }
}
