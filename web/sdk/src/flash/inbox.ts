import { handlerOf } from "./handler-of.ts";

/** Event listener as in ActionScript 3. */
export type Listener = (event: { type: string; [field: string]: unknown }) => void;

interface Message {
  readonly handler: string;
  readonly args: unknown[];
  readonly event?: { type: string; [field: string]: unknown };
}

/** Most messages that wait for one handler, and for all. The oldest ones are dropped first. */
const MAX_FOR_ONE = 128;
const MAX_FOR_ALL = 1024;

/** Messages for an object's handlers, in order, until the handlers are assigned. */
export class Inbox {
  #waiting: Message[] = [];
  #scheduled = false;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Object with further handlers, as `client` in ActionScript 3. */
  client: unknown;

  constructor(readonly owner: object) {}

  listen(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
    this.deliverSoon();
  }

  ignore(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  deliver(message: Message): void {
    // Messages for the same handler stay in order.
    const behind = this.#waiting.some(({ handler }) => handler === message.handler);
    if (behind || !this.#dispatch(message)) {
      this.#keep(message);
    }
  }

  /** Delivers waiting messages in a microtask, as handlers are often assigned one after the other. */
  deliverSoon(): void {
    if (!this.#scheduled && this.#waiting.length > 0) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const message of waiting) {
          this.deliver(message);
        }
      });
    }
  }

  #keep(message: Message): void {
    this.#waiting.push(message);
    const same = this.#waiting.filter(({ handler }) => handler === message.handler);
    if (same.length > MAX_FOR_ONE) {
      this.#waiting.splice(this.#waiting.indexOf(same[0] as Message), 1);
    } else if (this.#waiting.length > MAX_FOR_ALL) {
      this.#waiting.shift();
    }
  }

  /** Calls the handler and the listeners of a message. Returns whether there was any. */
  #dispatch({ handler, args, event }: Message): boolean {
    const listeners = event === undefined ? [] : [...(this.#listeners.get(event.type) ?? [])];
    const own = handlerOf(this.owner, handler);
    const clients = own === undefined ? handlerOf(this.client, handler) : undefined;
    for (const listener of listeners) {
      callSafely(() => listener(event as Parameters<Listener>[0]));
    }
    callSafely(() => own?.apply(this.owner, args));
    callSafely(() => clients?.apply(this.client, args));
    return own !== undefined || clients !== undefined || listeners.length > 0;
  }
}

/** Runs application code, and reports an error that it throws as uncaught. */
export function callSafely(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
}
