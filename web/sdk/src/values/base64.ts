/** Base64 (RFC 4648, section 4) by the platform's own functions, which know only "binary" strings. */
export const base64 = {
  encode(bytes: Uint8Array): string {
    let binary = "";
    // In pieces: the arguments of one call are bounded.
    for (let i = 0; i < bytes.length; i += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    }
    return btoa(binary);
  },

  /** @throws DOMException if it is not base64 */
  decode(text: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  },
};
