import type { InMemorySocket } from "./in-memory.ts";

/** Media frame as it was sent. */
export interface Sent {
  type: number;
  stream: number;
  ms: number;
  key: boolean;
  config: boolean;
}

/** Returns the media that was sent over a WebSocket. */
export function frames(socket: InMemorySocket | undefined): Sent[] {
  return (socket?.media ?? []).map((bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const [type, first] = [view.getUint8(0), view.getUint8(8)];
    return {
      type,
      stream: view.getUint8(1),
      ms: view.getUint32(4),
      key: type === 8 || first >> 4 === 1,
      config: view.getUint8(9) === 0,
    };
  });
}
