import type { Require } from "multiconnection";
import { Model } from "./model.ts";

/** Which colours the page has: those of the system, or its own. */
export type Theme = "auto" | "light" | "dark";

/** What to do when the picture is more than can be sent. */
export type Adapt = "connection" | "all" | "off";

/** A destination as it is kept. The key is there only if the person wants it remembered. */
export interface StoredDestination {
  id: string;
  kind: "url" | "pool";
  /** The RTMP URL, or the name of the pool. */
  address: string;
  label?: string;
  key?: string;
  enabled: boolean;
}

/** What the page keeps from visit to visit. */
export interface StoredSettings {
  theme: Theme;
  /** URL of the gateway; empty for the page's own host. */
  gateway: string;
  preset: string;
  require: Exclude<Require, number>;
  adapt: Adapt;
  rememberKeys: boolean;
  mirror: boolean;
  camera?: string;
  microphone?: string;
  destinations?: StoredDestination[];
  /** What one is called in rooms. */
  name?: string;
  /** The list of servers that the pages for viewers and for applications share, as it was written. */
  servers?: string;
}

const KEY = "multiconnection.studio";

const DEFAULTS: StoredSettings = {
  theme: "auto",
  gateway: "",
  preset: "720p",
  require: "all",
  adapt: "connection",
  rememberKeys: false,
  mirror: true,
};

/** The settings, kept in the browser. Stream keys are kept only where {@link StoredSettings.rememberKeys} says so. */
export class Settings extends Model {
  #values: StoredSettings;

  /** @param storage `localStorage`, or nothing where the browser has none for this page */
  constructor(readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined) {
    super();
    this.#values = { ...DEFAULTS, ...read(storage) };
  }

  get values(): Readonly<StoredSettings> {
    return this.#values;
  }

  set(change: Partial<StoredSettings>): void {
    this.#values = { ...this.#values, ...change };
    this.#store();
    this.changed();
  }

  /** The gateway's WebSocket: by default on the page's own host. */
  gatewayUrl(pageUrl: string): string {
    const url = new URL(this.#values.gateway || "/v1", pageUrl);
    url.protocol = url.protocol.replace("http", "ws");
    url.search = "";
    url.hash = "";
    return url.href;
  }

  #store(): void {
    const { destinations, ...rest } = this.#values;
    const kept = destinations?.map(({ key, ...destination }) =>
      this.#values.rememberKeys && key !== undefined ? { ...destination, key } : destination,
    );
    try {
      this.storage?.setItem(KEY, JSON.stringify({ ...rest, ...(kept && { destinations: kept }) }));
    } catch {
      // Full or forbidden: the page works without.
    }
  }
}

function read(storage: Pick<Storage, "getItem"> | undefined): Partial<StoredSettings> {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? "{}");
    if (typeof stored !== "object" || stored === null) {
      return {};
    }
    const { destinations, ...rest } = stored as Partial<StoredSettings>;
    return Array.isArray(destinations) ? { ...rest, destinations } : rest;
  } catch {
    return {};
  }
}
