import { abortable } from "./abort.ts";
import { deferred } from "./deferred.ts";
import { Events, type ListenOptions, type Subscription } from "./events.ts";

/** Listener of an `EventTarget`. */
export type DomListener<T> = ((event: CustomEvent<T>) => void) | { handleEvent(event: CustomEvent<T>): void };

/**
 * Object with typed events. `on` and `once` pass the event itself. It is also an `EventTarget` for code that expects
 * one; there the event is the `detail` of a `CustomEvent`.
 */
export abstract class EventEmitter<Map extends object> extends EventTarget {
  readonly #events = new Events<Map>();

  /**
   * Adds a listener. Listeners are called in the order in which they were added, before those of `addEventListener`.
   *
   * @returns subscription that removes the listener; may be used with `using`
   */
  on<K extends keyof Map>(type: K, listener: (event: Map[K]) => void, options?: ListenOptions): Subscription {
    return this.#events.on(type, listener, options);
  }

  /**
   * Waits for the next event of one type.
   *
   * @param options `signal`: stops waiting
   * @throws the signal's reason, if it aborts first
   */
  async once<K extends keyof Map>(type: K, { signal }: { signal?: AbortSignal } = {}): Promise<Map[K]> {
    const next = deferred<Map[K]>();
    const subscription = this.#events.on(type, next.resolve, { once: true });
    try {
      return await abortable(next.promise, signal);
    } finally {
      subscription.off();
    }
  }

  override addEventListener<K extends keyof Map & string>(
    type: K,
    listener: DomListener<Map[K]> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: unknown, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  override removeEventListener<K extends keyof Map & string>(
    type: K,
    listener: DomListener<Map[K]> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(type: string, listener: unknown, options?: boolean | EventListenerOptions): void {
    super.removeEventListener(type, listener as EventListener, options);
  }

  protected emit<K extends keyof Map & string>(type: K, event: Map[K]): void {
    this.#events.emit(type, event);
    this.dispatchEvent(new CustomEvent(type, { detail: event }));
  }
}
