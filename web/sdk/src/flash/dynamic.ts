import { Inbox, type Listener } from "./inbox.ts";

/** Sees what is assigned. A class made of this has its private members on the proxy, so that they work as ever. */
class Assigned {
  constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: the proxy is what everybody shall hold
    return new Proxy(this, {
      set(target, key, value, receiver) {
        const applied = Reflect.set(target, key, value, receiver);
        if (receiver instanceof Dynamic && typeof key === "string" && typeof value !== "number") {
          receiver[ASSIGNED](key, value);
        }
        return applied;
      },
    });
  }
}

/** @internal */
export const ASSIGNED = Symbol("assigned");
/** @internal */
export const DELIVER = Symbol("deliver");

/**
 * An object of a dynamic class, as in ActionScript: anything may be assigned to it, and functions that are become
 * handlers. What comes before its handler is there waits for it, up to a bound; a handler that throws harms nobody.
 */
export class Dynamic extends Assigned {
  readonly #inbox: Inbox = new Inbox(this);

  /** Listens as in ActionScript 3: `netStatus`, `sync`, `asyncError`. */
  addEventListener(type: string, listener: Listener): void {
    this.#inbox.listen(type, listener);
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#inbox.ignore(type, listener);
  }

  /** @internal */
  [ASSIGNED](key: string, value: unknown): void {
    if (key === "client") {
      this.#inbox.client = value;
    }
    this.#inbox.deliverSoon();
  }

  /** @internal Calls a handler, now or once it is there, and the listeners of an event that stands for it. */
  [DELIVER](handler: string, args: unknown[], event?: { type: string; [field: string]: unknown }): void {
    this.#inbox.deliver({ handler, args, ...(event && { event: { ...event, target: this } }) });
  }
}
