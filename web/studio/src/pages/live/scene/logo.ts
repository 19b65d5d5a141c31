/** Largest file of a logo in bytes. */
const MAX_BYTES = 2 * 2 ** 20;

/** Largest logo in pixels, before it is scaled down. */
const MAX_PIXELS = 16e6;

/** Longest side of the decoded logo in pixels. */
const MAX_SIDE = 640;

/** Types of image files that every browser decodes. */
export const LOGO_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];

/** Reason why a file cannot be used as a logo. */
export type LogoProblem = "type" | "size" | "unreadable";

/** Decodes an image file, and scales it down to what a logo needs. Returns the reason if that is not possible. */
export async function decodeLogo(file: File): Promise<ImageBitmap | LogoProblem> {
  if (!LOGO_TYPES.includes(file.type)) {
    return "type";
  }
  if (file.size > MAX_BYTES) {
    return "size";
  }
  const url = URL.createObjectURL(file);
  try {
    const { width, height } = await sizeOf(url);
    if (width * height > MAX_PIXELS) {
      return "size";
    }
    const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
    return await createImageBitmap(file, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
      resizeQuality: "high",
    });
  } catch {
    return "unreadable";
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Returns the size of an image. Browsers know it from the header, before they decode the pixels. */
async function sizeOf(url: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = url;
  });
  return { width: image.naturalWidth, height: image.naturalHeight };
}
