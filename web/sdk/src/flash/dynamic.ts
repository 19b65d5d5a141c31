import type { FlashEvent } from "./events.ts";
import { internal } from "./handler-of.ts";
import { Inbox, type Listener } from "./inbox.ts";

/**
 * Base class that observes assignments. Its constructor returns a proxy, so that private members of subclasses live on
 * the proxy and work as usual.
 */
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
 * Object of a dynamic class, as in ActionScript: any property can be assigned, and assigned functions become handlers,
 * also those of a prototype. Messages without a handler wait for one, up to a limit. Errors of handlers are events
 * `asyncError`, or reported as uncaught.
 */
export class Dynamic extends Assigned {
  readonly #inbox: Inbox = new Inbox(this);

  static {
    internal(Dynamic.prototype);
  }

  /** Object with further handlers, as in ActionScript 3; by default this object. */
  get client(): object {
    return this.#inbox.client ?? this;
  }

  set client(client: object | null) {
    this.#inbox.client = client ?? undefined;
  }

  /** Adds a listener as in ActionScript 3, such as one for `netStatus`. */
  addEventListener(type: string, listener: Listener): void {
    this.#inbox.listen(type, listener);
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#inbox.ignore(type, listener);
  }

  hasEventListener(type: string): boolean {
    return this.#inbox.hasListener(type);
  }

  /** @internal */
  [ASSIGNED](_key: string, _value: unknown): void {
    this.#inbox.deliverSoon();
  }

  /** @internal Calls a handler, once it is assigned, and the listeners of the corresponding event. */
  [DELIVER](handler: string, args: unknown[], event?: FlashEvent): void {
    this.#inbox.deliver({ handler, args, ...(event && { event }) });
  }
}
