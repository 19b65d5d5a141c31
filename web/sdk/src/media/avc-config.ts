/**
 * Returns a valid AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). Firefox 153 writes the first byte of each
 * parameter set twice and leaves the reserved bits at 0, which other browsers do not decode. A valid one is not changed.
 */
export function validAvcConfig(config: Uint8Array): Uint8Array {
  const isRepeated =
    config.length > 11 && config[8] === config[9] && [1, 2, 3].every((i) => config[i] === config[i + 9]);
  if (!isRepeated) {
    return config;
  }
  const valid = [...config.subarray(0, 4), (config[4] ?? 0) | 0xfc];
  let at = 5;
  // Sequence parameter sets, whose number has three reserved bits, and picture parameter sets.
  for (const reserved of [0xe0, 0]) {
    const count = config[at++] ?? 0;
    valid.push(count | reserved);
    for (let i = 0; i < (count & 0x1f); i++) {
      const length = ((config[at] ?? 0) << 8) | (config[at + 1] ?? 0);
      valid.push((length - 1) >> 8, (length - 1) & 0xff, ...config.subarray(at + 3, at + 2 + length));
      at += 2 + length;
    }
  }
  return Uint8Array.from([...valid, ...config.subarray(at)]);
}
