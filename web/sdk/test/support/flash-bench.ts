import { vi } from "vitest";
import type { CallAnswer, IncomingCall, MultiConnection, SharedObject, SlotChange, Value } from "../../src/index.ts";
import { Events } from "../../src/shared/events.ts";
import { Bench, type BenchOptions } from "./in-memory.ts";

/** A shared object that is alone: what is set stands at once, and is told in the next turn. */
export class LoneSharedObject {
  readonly events = new Events<{ sync: { changes: SlotChange[] }; message: object; status: object }>();
  readonly data: { [slot: string]: Value } = {};
  readonly on = this.events.on.bind(this.events);
  readonly synced = Promise.resolve();
  readonly close = vi.fn(async () => {});
  readonly clear = vi.fn();

  async set(slot: string, value: Value): Promise<void> {
    const oldValue = this.data[slot];
    this.data[slot] = value;
    await Promise.resolve();
    this.events.emit("sync", { changes: [{ code: "success", slot, value, oldValue }] });
  }

  async delete(slot: string): Promise<void> {
    delete this.data[slot];
  }

  send(handler: string, ...args: Value[]): void {
    queueMicrotask(() => this.events.emit("message", { handler, args, server: 0 }));
  }
}

/** A gateway in memory for the Flash face: its sessions, in the order in which they were opened. */
export class FlashBench {
  readonly benches: Bench[] = [];
  readonly sharedObjects = new Map<string, LoneSharedObject>();
  readonly handlers = new Map<string, (call: IncomingCall) => unknown>();
  readonly called: unknown[] = [];
  answers: CallAnswer[] = [];
  options: BenchOptions = {};

  /** Takes the place of `openModern`. */
  readonly open = (): MultiConnection => {
    const bench = new Bench(this.options);
    this.benches.push(bench);
    return Object.assign(bench.mc, {
      call: async (...call: unknown[]) => {
        this.called.push(call);
        return this.answers;
      },
      notify: async (...call: unknown[]) => void this.called.push(call),
      handle: (method: string, handler: (call: IncomingCall) => unknown) => this.handlers.set(method, handler),
      sharedObject: async (name: string) => {
        const object = new LoneSharedObject();
        this.sharedObjects.set(name, object);
        return object as unknown as SharedObject;
      },
    }) as unknown as MultiConnection;
  };

  get bench(): Bench {
    const bench = this.benches.at(-1);
    if (bench === undefined) {
      throw new Error("no session was opened");
    }
    return bench;
  }

  async close(): Promise<void> {
    await Promise.all(this.benches.map(({ mc }) => mc.close()));
  }
}
