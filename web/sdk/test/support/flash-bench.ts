import { afterEach, beforeEach, expect, vi } from "vitest";
import { MultiConnection as FlashMultiConnection } from "../../src/flash/index.ts";
import type { CallAnswer, IncomingCall, MultiConnection, SharedObject, SlotChange, Value } from "../../src/index.ts";
import { Events } from "../../src/shared/events.ts";
import { Bench, type BenchOptions } from "./in-memory.ts";

/** Shared object without servers: writes are accepted, and synced in the next task. */
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

/** Gateway in memory for the Flash API: the sessions in the order in which they were opened. */
export class FlashBench {
  readonly benches: Bench[] = [];
  readonly sharedObjects = new Map<string, LoneSharedObject>();
  readonly handlers = new Map<string, (call: IncomingCall) => unknown>();
  readonly called: unknown[] = [];
  answers: CallAnswer[] = [];
  options: BenchOptions = {};

  /** Substitute for `openConnection`. */
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

/** Servers of the tests. */
export const A = "rtmp://server1.com/test";
export const B = "rtmp://server2.com/test";

/** An object of a dynamic class: any handler can be assigned. */
// biome-ignore lint/suspicious/noExplicitAny: as ActionScript 2
export type Any = any;

/** Returns a MultiConnection that is connected to {@link A} and {@link B}. */
export async function connected(): Promise<Any> {
  const mc: Any = new FlashMultiConnection();
  mc.connect([A, B]);
  await vi.waitFor(() => expect(mc.isConnected).toBe(true));
  return mc;
}

/** Gives each test a bench of its own. The test file mocks `openConnection` to open connections there. */
export function useFlashBench(options: BenchOptions = {}): { readonly current: FlashBench } {
  const holder = { current: new FlashBench() };
  beforeEach(() => {
    holder.current = new FlashBench();
    holder.current.options = options;
    FlashMultiConnection.gateway = "ws://gateway.example/v1";
  });
  afterEach(async () => {
    await holder.current.close();
    FlashMultiConnection.servers = {};
    vi.restoreAllMocks();
  });
  return holder;
}
