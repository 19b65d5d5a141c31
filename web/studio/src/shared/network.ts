import { Model } from "./model.ts";

/** Network of the browser. */
export class BrowserNetwork extends Model {
  constructor() {
    super();
    for (const type of ["online", "offline"]) {
      globalThis.addEventListener?.(type, () => this.changed());
    }
  }

  /** Whether the browser considers itself online. */
  get isOnline(): boolean {
    return globalThis.navigator?.onLine ?? true;
  }
}

/** Network of this browser. */
export const BROWSER_NETWORK = new BrowserNetwork();
