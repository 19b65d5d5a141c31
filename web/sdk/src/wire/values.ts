/** A value in the JSON form of PROTOCOL.md, section 7: plain JSON, where an object with the key `$amf` is tagged. */
export type WireValue = null | boolean | number | string | WireValue[] | { [key: string]: WireValue };
