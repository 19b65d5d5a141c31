/** Frames of a trial. Encoders that reorder do so within a few. */
const FRAMES = 12;

/** Longest duration of a trial in milliseconds. */
const TRIAL_MS = 2000;

/**
 * Whether an encoder keeps the order of frames. Firefox uses B-frames in all profiles that have them, also for
 * `realtime`, and no API tells. The stream would need composition times, and viewers would wait longer.
 */
export async function keepsOrder(config: VideoEncoderConfig): Promise<boolean> {
  const canvas = new OffscreenCanvas(config.width, config.height);
  const context = canvas.getContext("2d");
  const timestamps: number[] = [];
  const encoder = new VideoEncoder({ output: ({ timestamp }) => timestamps.push(timestamp), error: () => {} });
  encoder.configure(config);
  for (let i = 0; i < FRAMES; i++) {
    context?.fillRect(0, 0, ((i + 1) * config.width) / FRAMES, config.height / 2);
    const frame = new VideoFrame(canvas, { timestamp: i * 33_000 });
    encoder.encode(frame, { keyFrame: i === 0 });
    frame.close();
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, TRIAL_MS);
  });
  // A failure is reported by the encoder of the stream.
  await Promise.race([encoder.flush().catch(() => {}), late]);
  clearTimeout(timer);
  if (encoder.state !== "closed") {
    encoder.close();
  }
  return timestamps.every((timestamp, i) => i === 0 || timestamp > (timestamps[i - 1] ?? 0));
}
