import { AsyncErrorEvent, type FlashEvent } from "./events.ts";
import { type Handler, handlerOf } from "./handler-of.ts";
import { errorText } from "./status.ts";

/** Event listener as in ActionScript 3. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the event follows from its name
export type Listener = (event: any) => void;

interface Message {
  readonly handler: string;
  readonly args: unknown[];
  readonly event?: FlashEvent;
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
  client: object | undefined;

  constructor(readonly owner: object) {}

  listen(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
    this.deliverSoon();
  }

  ignore(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  hasListener(type: string): boolean {
    return (this.#listeners.get(type)?.size ?? 0) > 0;
  }

  deliver(message: Message): void {
    // Messages for the same handler stay in order.
    const behind = this.#waiting.some(({ handler }) => handler === message.handler);
    if (behind || !this.#dispatch(message)) {
      this.#keep(message);
      if (behind && this.#find(message.handler) !== undefined) {
        // A handler was added to a prototype, which is not observed.
        this.deliverSoon();
      }
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
    const found = this.#find(handler);
    const listeners = event === undefined ? [] : this.#listenersOf(event.type);
    if (event !== undefined) {
      event.target = this.owner;
    }
    for (const listener of listeners) {
      this.#call(() => listener(event));
    }
    this.#call(() => found?.call(args));
    return found !== undefined || listeners.length > 0;
  }

  #find(name: string): { call(args: unknown[]): unknown } | undefined {
    const bound = (to: unknown, handler: Handler | undefined) =>
      handler && { call: (args: unknown[]) => handler.apply(to, args) };
    return bound(this.owner, handlerOf(this.owner, name)) ?? bound(this.client, handlerOf(this.client, name));
  }

  /** Runs a handler. An error that it throws is an event `asyncError`, or reported as uncaught. */
  #call(run: () => unknown): void {
    try {
      run();
    } catch (error) {
      const listeners = this.#listenersOf(AsyncErrorEvent.ASYNC_ERROR);
      const event = new AsyncErrorEvent(AsyncErrorEvent.ASYNC_ERROR, false, false, errorText(error), error);
      event.target = this.owner;
      for (const listener of listeners) {
        callSafely(() => listener(event));
      }
      if (listeners.length === 0) {
        report(error);
      }
    }
  }

  #listenersOf(type: string): Listener[] {
    return [...(this.#listeners.get(type) ?? [])];
  }
}

/** Runs application code, and reports an error that it throws as uncaught. */
export function callSafely(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  (globalThis.reportError ?? console.error)(error);
}
