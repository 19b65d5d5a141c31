import type { ServerAddress } from "multiconnection";
import { t } from "../i18n/t.ts";
import { Model } from "../model.ts";
import type { Settings, StoredDestination } from "../settings.ts";
import { problems, type RuleProblem, type SentQuality } from "./rules.ts";
import { nameOf, problemOf, shown } from "./services.ts";

/** Response of `GET /api/destinations`. */
export interface Offered {
  suggested: string[];
  pools: Array<{ name: string; servers: string[] }>;
}

/** Default stream name, for suggested servers that need no secret stream key. */
export const STREAM_NAME = "studio";

/** Destination of a broadcast: an RTMP server, or a pool that the gateway configures. */
export interface Destination {
  readonly id: string;
  readonly kind: "url" | "pool";
  readonly address: string;
  /** Id of the chosen service, which shows each user a URL. */
  readonly service?: string | undefined;
  readonly label?: string;
  /** Stream key. Empty for pools, whose keys the gateway holds. */
  readonly key: string;
  readonly enabled: boolean;
}

/** One server of a session, by its number there. */
export interface Leg {
  /** Id of the server's destination. */
  readonly destination: string;
  readonly name: string;
  readonly url: string;
  /** Name under which to publish. */
  readonly key: string;
}

/** List of destinations, in the order in which they are shown and connected. */
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

  /** Whether the gateway's suggestions were requested. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Reason why the gateway's suggestions are missing. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Adds the gateway's suggestions: all of them on the first visit, only new pools later. */
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
      this.#problem = t("destinations.missing");
    }
    this.#loaded = true;
    this.changed();
  }

  /** Replaces the destination with the same id, or appends a new one. */
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

  /** Sets whether the settings store the stream keys. */
  rememberKeys(remember: boolean): void {
    this.settings.set({ rememberKeys: remember, destinations: this.#stored() });
    this.changed();
  }

  /** Servers of a pool, as reported by the gateway. */
  serversOf(pool: string): readonly string[] {
    return this.#pools.get(pool) ?? [];
  }

  /** Addresses of the enabled destinations. */
  get addresses(): ServerAddress[] {
    return this.enabled.map(addressOf);
  }

  /** Servers of the enabled destinations, in the order of their numbers in a session. */
  get legs(): Leg[] {
    return this.enabled.flatMap((each) => this.legsOf(each));
  }

  /** Servers of one destination. */
  legsOf(destination: Destination): Leg[] {
    const { id, kind, address, key } = destination;
    const common = { destination: id, key: key || STREAM_NAME };
    return kind === "url"
      ? [{ ...common, name: titleOf(destination), url: shown(address) }]
      : this.serversOf(address).map((url) => ({ ...common, name: nameOf(url), url: shown(url) }));
  }

  /** Returns what the services of a destination do not take. */
  problemsOf({ kind, address, service, key }: Destination, quality: SentQuality): RuleProblem[] {
    if (kind === "url") {
      return problems(quality, { address, service, key });
    }
    const all = this.serversOf(address).flatMap((url) => problems(quality, { address: url }));
    return [...new Map(all.map((each) => [each.text, each])).values()];
  }

  /** Reason why the user cannot go live with the enabled destinations. */
  get obstacle(): string | undefined {
    if (this.enabled.length === 0) {
      return this.#list.length === 0 ? t("destinations.addOne") : t("destinations.enableOne");
    }
    const wrong = this.enabled.find(({ kind, address }) => kind === "url" && problemOf(address) !== undefined);
    if (wrong !== undefined) {
      return `${titleOf(wrong)}: ${problemOf(wrong.address)}`;
    }
    const keyless = this.enabled.find(({ kind, key }) => kind === "url" && key === "");
    return keyless && t("destinations.enterKey", { name: titleOf(keyless) });
  }

  #stored(): StoredDestination[] {
    return this.#list.map((each) => ({ ...each }));
  }

  #store(): void {
    this.settings.set({ destinations: this.#stored() });
    this.changed();
  }
}

/** Requests the suggested destinations from the gateway that serves the page. */
export async function fetchOffered(): Promise<Offered> {
  const response = await fetch("/api/destinations");
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
  return (await response.json()) as Offered;
}

/** Returns the address of a destination in the protocol's form. */
export function addressOf({ kind, address }: Destination): ServerAddress {
  return kind === "pool" ? { pool: address } : address;
}

/** Returns the title of a destination. */
export function titleOf({ kind, address, label, service }: Destination): string {
  return label || (kind === "pool" ? t("destinations.pool", { name: address }) : nameOf(address, service));
}

/** Creates an empty destination. */
export function emptyDestination(): Destination {
  return { id: crypto.randomUUID(), kind: "url", address: "", key: "", enabled: true };
}

function offer(kind: "url" | "pool", address: string, enabled: boolean): Destination {
  return { id: `${kind}:${address}`, kind, address, key: kind === "url" ? STREAM_NAME : "", enabled };
}
