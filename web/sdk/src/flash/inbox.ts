import { handlerOf } from "./handler-of.ts";

/** Hears an event as in ActionScript 3. */
export type Listener = (event: { type: string; [field: string]: unknown }) => void;

interface Message {
  readonly handler: string;
  readonly args: unknown[];
  readonly event?: { type: string; [field: string]: unknown };
}

/** Messages that wait for one handler, and for all. The oldest goes first. */
const MAX_FOR_ONE = 128;
const MAX_FOR_ALL = 1024;

/** What has come for an object's handlers, in its order, until they are there. */
export class Inbox {
  #waiting: Message[] = [];
  #scheduled = false;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Takes what its owner has no handler for, as ActionScript 3's `client`. */
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
    // What waits for the same handler comes first.
    const behind = this.#waiting.some(({ handler }) => handler === message.handler);
    if (behind || !this.#dispatch(message)) {
      this.#keep(message);
    }
  }

  /** Delivers what waits at the end of the turn: handlers are often assigned one after the other. */
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

  /** @returns whether somebody took it */
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

/** Runs somebody else's code: what it throws is told as an uncaught error would be. */
export function callSafely(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
}
