import type { Require } from "multiconnection";
import { Model } from "./model.ts";

/** Colour theme. `auto` follows the system. */
export type Theme = "auto" | "light" | "dark";

/** Reaction to a connection that is too slow: adapt the bitrate to the uplink, to all destinations, or not at all. */
export type Adapt = "connection" | "all" | "off";

/** Stored form of a destination. Contains the stream key only if the user chose to remember keys. */
export interface StoredDestination {
  id: string;
  kind: "url" | "pool";
  /** The RTMP URL, or the name of the pool. */
  address: string;
  /** Id of the chosen service, which shows each user a URL. */
  service?: string | undefined;
  label?: string;
  key?: string;
  enabled: boolean;
}

/** Settings that the browser stores between visits. */
export interface StoredSettings {
  theme: Theme;
  /** URL of the gateway. Empty: the host of the page. */
  gateway: string;
  preset: string;
  require: Exclude<Require, number>;
  adapt: Adapt;
  rememberKeys: boolean;
  /** Whether single keys of the keyboard operate the Live page. */
  shortcuts: boolean;
  mirror: boolean;
  camera?: string;
  microphone?: string;
  /** Arrangement of the published video, as the Live page stores it. */
  scene?: unknown;
  /** Gain of the microphone in decibels. Default 0. */
  microphoneGain?: number;
  /** Second audio source: a device id, or `off`. */
  secondAudio?: string;
  /** Gain of the second audio source in decibels. Default 0. */
  secondGain?: number;
  destinations?: StoredDestination[];
  /** Name of the user in chat rooms. */
  name?: string;
  /** Text of the server list that the Watch, Shared objects, Chat and Calls pages share. */
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
  shortcuts: true,
  mirror: true,
};

/** Settings, stored in the browser. Stream keys are stored only with {@link StoredSettings.rememberKeys}. */
export class Settings extends Model {
  #values: StoredSettings;

  /** @param storage `localStorage`, or undefined where the browser denies it */
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

  /** URL of the gateway's WebSocket. Default: the host of the page. */
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
      // The storage is full or denied: the settings last until the page is closed.
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
