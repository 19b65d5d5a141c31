import type { GatewayEvent } from "../sdk/src/wire/protocol.ts";
import type { Peer } from "./fake-outbox.ts";

/** Writer of the messages that a fake session sends: responses, errors and events. */
export class FakeReplies {
  constructor(readonly peer: Peer) {}

  emit(event: GatewayEvent): void {
    this.peer.send(JSON.stringify(event));
  }

  status(
    server: number | undefined,
    code: string,
    description: string,
    level: "status" | "error" = "status",
    stream?: number,
  ): void {
    const from = { ...(server !== undefined && { server }), ...(stream !== undefined && { stream }) };
    this.emit({ type: "status", ...from, info: { level, code, description } });
  }

  result(id: number, fields: object = {}): void {
    this.peer.send(JSON.stringify({ id, type: "result", ...fields }));
  }

  error(id: number, code: string, message: string, temporary = false): void {
    this.peer.send(JSON.stringify({ id, type: "error", code, message, ...(temporary && { temporary }) }));
  }
}
