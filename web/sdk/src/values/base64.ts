/** Base64 (RFC 4648, section 4) by the platform's functions, which use binary strings. */
export const base64 = {
  encode(bytes: Uint8Array): string {
    let binary = "";
    // In chunks, as the number of arguments of one call is limited.
    for (let i = 0; i < bytes.length; i += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    }
    return btoa(binary);
  },

  /** @throws DOMException if the text is not base64 */
  decode(text: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  },
};
