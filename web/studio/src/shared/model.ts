import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Observable state that elements render. Subclasses call {@link changed} after each change. */
export class Model {
  readonly #subscribers = new Set<() => void>();

  /** @returns a function that ends the subscription */
  subscribe(subscriber: () => void): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  changed(): void {
    for (const subscriber of this.#subscribers) {
      subscriber();
    }
  }
}

/** Renders an element again whenever one of its models changes, while it is connected to the document. */
export class ModelController implements ReactiveController {
  #stop: Array<() => void> = [];

  constructor(
    readonly host: ReactiveControllerHost,
    readonly models: () => Model[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = this.models().map((model) => model.subscribe(() => this.host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) {
      stop();
    }
  }
}
