import { closeSync, openSync, writeSync } from "node:fs";

/** Writer of media frames into an .flv file, for ffprobe. */
export class FlvFile {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "w");
    // "FLV", version 1, audio and video, header of 9 bytes, no previous tag.
    writeSync(this.#file, Buffer.from("464c5601050000000900000000", "hex"));
  }

  write(type: number, timestamp: number, body: Uint8Array): void {
    const header = Buffer.alloc(11);
    header.writeUInt8(type, 0);
    header.writeUIntBE(body.byteLength, 1, 3);
    header.writeUIntBE(timestamp & 0xffffff, 4, 3);
    header.writeUInt8((timestamp >>> 24) & 0xff, 7);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(11 + body.byteLength, 0);
    writeSync(this.#file, Buffer.concat([header, body, size]));
  }

  close(): void {
    closeSync(this.#file);
  }
}
