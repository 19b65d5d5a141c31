import type { ReactiveController, ReactiveControllerHost } from "lit";

/** State that elements show. Whoever changes it says so with {@link changed}. */
export class Model {
  readonly #watchers = new Set<() => void>();

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  changed(): void {
    for (const watcher of this.#watchers) {
      watcher();
    }
  }
}

/** Shows an element anew whenever one of its models changes, as long as it is on the page. */
export class Watch implements ReactiveController {
  #stop: Array<() => void> = [];

  constructor(
    readonly host: ReactiveControllerHost,
    readonly models: () => Model[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = this.models().map((model) => model.watch(() => this.host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) {
      stop();
    }
  }
}
