import type { ServerAddress } from "multiconnection";
import { Model } from "../model.ts";
import type { Settings, StoredDestination } from "../settings.ts";
import { nameOf, problemOf, shown } from "./services.ts";

/** What `GET /api/destinations` has. */
export interface Offered {
  suggested: string[];
  pools: Array<{ name: string; servers: string[] }>;
}

/** Name of a stream where nobody gave it one: what suggested servers of one's own need. */
export const STREAM_NAME = "studio";

/** Where to send to: an RTMP server of the person's own, or a pool of the gateway. */
export interface Destination {
  readonly id: string;
  readonly kind: "url" | "pool";
  readonly address: string;
  readonly label?: string;
  /** Stream key; of a pool the gateway has it. */
  readonly key: string;
  readonly enabled: boolean;
}

/** One server of a session, by its number there. */
export interface Leg {
  /** Id of the destination it belongs to. */
  readonly destination: string;
  readonly name: string;
  readonly url: string;
  /** What to publish as. */
  readonly key: string;
}

/** The destinations, in the order in which they are shown and connected. */
export class Destinations extends Model {
  #list: Destination[] = [];
  #pools = new Map<string, string[]>();
  #problem: string | undefined;
  #loaded = false;

  constructor(readonly settings: Settings) {
    super();
    this.#list = (settings.values.destinations ?? []).map(({ key, ...rest }) => ({ ...rest, key: key ?? "" }));
  }

  get list(): readonly Destination[] {
    return this.#list;
  }

  get enabled(): readonly Destination[] {
    return this.#list.filter(({ enabled }) => enabled);
  }

  /** Whether the gateway's offers have been asked for. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Why the gateway's offers are not there. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Takes what the gateway offers: everything on the first visit, only new pools later on. */
  async load(fetchOffered: () => Promise<Offered>): Promise<void> {
    const firstVisit = this.settings.values.destinations === undefined;
    try {
      const { suggested, pools } = await fetchOffered();
      this.#pools = new Map(pools.map(({ name, servers }) => [name, servers]));
      const known = new Set(this.#list.map(({ address }) => address));
      const offered: Destination[] = [
        ...suggested.map((address) => offer("url", address, true)),
        ...pools.map(({ name }) => offer("pool", name, suggested.length === 0)),
      ];
      const wanted = offered.filter(({ kind, address }) => !known.has(address) && (firstVisit || kind === "pool"));
      this.#list = [...this.#list, ...wanted].filter(({ kind, address }) => kind === "url" || this.#pools.has(address));
      this.#problem = undefined;
    } catch {
      this.#problem = "The gateway does not answer, so its suggestions are missing.";
    }
    this.#loaded = true;
    this.changed();
  }

  /** Puts a new one at the end, or changes the one of that id. */
  put(destination: Destination): void {
    const index = this.#list.findIndex(({ id }) => id === destination.id);
    this.#list = index < 0 ? [...this.#list, destination] : this.#list.with(index, destination);
    this.#store();
  }

  remove(id: string): void {
    this.#list = this.#list.filter((each) => each.id !== id);
    this.#store();
  }

  toggle(id: string, enabled: boolean): void {
    this.#list = this.#list.map((each) => (each.id === id ? { ...each, enabled } : each));
    this.#store();
  }

  /** Asks the settings to keep, or forget, the keys. */
  rememberKeys(remember: boolean): void {
    this.settings.set({ rememberKeys: remember, destinations: this.#stored() });
    this.changed();
  }

  /** Servers of a pool, as the gateway said. */
  serversOf(pool: string): readonly string[] {
    return this.#pools.get(pool) ?? [];
  }

  /** What to connect to. */
  get addresses(): ServerAddress[] {
    return this.enabled.map(addressOf);
  }

  /** The servers that a session will have, in the order of their numbers. */
  get legs(): Leg[] {
    return this.enabled.flatMap((each) => this.legsOf(each));
  }

  /** The servers of one destination. */
  legsOf(destination: Destination): Leg[] {
    const { id, kind, address, key } = destination;
    const common = { destination: id, key: key || STREAM_NAME };
    return kind === "url"
      ? [{ ...common, name: titleOf(destination), url: shown(address) }]
      : this.serversOf(address).map((url) => ({ ...common, name: nameOf(url), url: shown(url) }));
  }

  /** Why these destinations cannot be gone live to, in plain words. */
  get obstacle(): string | undefined {
    if (this.enabled.length === 0) {
      return this.#list.length === 0 ? "Add a destination first." : "Switch at least one destination on.";
    }
    const wrong = this.enabled.find(({ kind, address }) => kind === "url" && problemOf(address) !== undefined);
    if (wrong !== undefined) {
      return `${titleOf(wrong)}: ${problemOf(wrong.address)}`;
    }
    const keyless = this.enabled.find(({ kind, key }) => kind === "url" && key === "");
    return keyless && `${titleOf(keyless)} needs its stream key.`;
  }

  #stored(): StoredDestination[] {
    return this.#list.map((each) => ({ ...each }));
  }

  #store(): void {
    this.settings.set({ destinations: this.#stored() });
    this.changed();
  }
}

/** Asks the gateway that this page comes from. */
export async function fetchOffered(): Promise<Offered> {
  const response = await fetch("/api/destinations");
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
  return (await response.json()) as Offered;
}

/** How the gateway is asked for a destination. */
export function addressOf({ kind, address }: Destination): ServerAddress {
  return kind === "pool" ? { pool: address } : address;
}

/** What to call a destination. */
export function titleOf({ kind, address, label }: Destination): string {
  return label || (kind === "pool" ? `Pool ${address}` : nameOf(address));
}

/** A destination without anything in it yet. */
export function emptyDestination(): Destination {
  return { id: crypto.randomUUID(), kind: "url", address: "", key: "", enabled: true };
}

function offer(kind: "url" | "pool", address: string, enabled: boolean): Destination {
  return { id: `${kind}:${address}`, kind, address, key: kind === "url" ? STREAM_NAME : "", enabled };
}
