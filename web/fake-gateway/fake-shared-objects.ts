import type { GatewayEvent, Request, SyncEvent, WireValue } from "../sdk/src/wire/protocol.ts";

/** A session, as its shared objects see it. */
export interface User {
  emit(event: GatewayEvent): void;
}

type Changes = SyncEvent["changes"];

/** A shared object on one server. */
interface Stored {
  version: number;
  readonly slots: Map<string, WireValue>;
  readonly users: Set<Use>;
}

/** A session's use of an object on all its servers. */
interface Use {
  readonly user: User;
  readonly request: Request & { type: "useSharedObject" };
  /** By the server's number in this session. */
  readonly stored: Map<number, Stored>;
  /** Merged object: the slots of the first server, then slots that only other servers have. */
  merged: Map<string, WireValue>;
  /** Slots that this session has written, for servers that connect later. */
  readonly mine: Map<string, WireValue | undefined>;
}

/**
 * Shared objects of the servers of a fake gateway, for all its sessions. Each server has its own copy. Sessions write to
 * all their servers, but do not synchronize copies that differ.
 */
export class FakeSharedObjects {
  readonly #stored = new Map<string, Stored>();
  readonly #uses: Use[] = [];

  /** @param urls of the connected servers, by their numbers in this session */
  use(request: Use["request"], urls: ReadonlyMap<number, string>, user: User): void {
    const use: Use = { user, request, stored: new Map(), merged: new Map(), mine: new Map() };
    this.#uses.push(use);
    for (const [server, url] of urls) {
      this.#at(use, server, url);
    }
    use.merged = merge(use.stored);
    user.emit({ type: "sync", name: request.name, changes: snapshot(use.merged) });
    for (const server of urls.keys()) {
      this.#sendCopy(use, server);
    }
  }

  /** Adds the copy of a server that has connected or reconnected. */
  join(user: User, server: number, url: string): void {
    for (const use of this.#uses.filter((each) => each.user === user)) {
      const stored = this.#at(use, server, url);
      store(stored, use.mine);
      this.#sendCopy(use, server);
      this.#sendMerged(use, new Set(use.stored.get(server)?.slots.keys()));
    }
  }

  /** Sends a session a snapshot of each object that it uses. */
  sendAll(user: User): void {
    for (const { request, merged } of this.#uses.filter((each) => each.user === user)) {
      user.emit({ type: "sync", name: request.name, changes: snapshot(merged) });
    }
  }

  /** Releases one object, or all. */
  release(user: User, name?: string): void {
    for (const use of this.#uses.filter(
      (each) => each.user === user && (name ?? each.request.name) === each.request.name,
    )) {
      this.#uses.splice(this.#uses.indexOf(use), 1);
      for (const each of use.stored.values()) {
        each.users.delete(use);
        if (each.users.size === 0 && !use.request.persistent) {
          each.slots.clear();
        }
      }
    }
  }

  set({ name, changes }: Request & { type: "setSlots" }, user: User): void {
    this.#write(name, user, (use) => {
      const slots = new Map<string, WireValue | undefined>();
      for (const { path, value } of changes) {
        const [slot = "", ...rest] = path;
        slots.set(slot, rewritten(slots.has(slot) ? slots.get(slot) : use.merged.get(slot), rest, value));
      }
      return slots;
    });
  }

  clear(name: string, user: User): void {
    this.#write(name, user, (use) => new Map([...use.merged.keys()].map((slot) => [slot, undefined])));
  }

  send({ name, handler, args = [] }: Request & { type: "sendMessage" }, user: User): void {
    const own = new Set(this.#useOf(name, user)?.stored.values());
    for (const use of this.#uses) {
      const server = [...use.stored].find(([, stored]) => own.has(stored))?.[0];
      if (server !== undefined) {
        use.user.emit({ type: "message", name, server, handler, args });
      }
    }
  }

  #write(name: string, user: User, slotsOf: (use: Use) => Map<string, WireValue | undefined>): void {
    const author = this.#useOf(name, user);
    if (author === undefined) {
      return;
    }
    const slots = slotsOf(author);
    const written = [...author.stored.values()];
    for (const stored of written) {
      store(stored, slots);
    }
    for (const [slot, value] of slots) {
      author.mine.set(slot, value);
    }
    for (const use of new Set(written.flatMap(({ users }) => [...users]))) {
      this.#sendChanges(use, author, slots);
    }
  }

  #sendChanges(use: Use, author: Use, slots: Map<string, WireValue | undefined>): void {
    const changes: Changes = [...slots].map(([slot, value]) => change(slot, value, use === author));
    const { name, copies } = use.request;
    for (const [server, stored] of use.stored) {
      if (copies && stored.users.has(author)) {
        use.user.emit({ type: "sync", name, server, version: stored.version, changes });
      }
    }
    this.#sendMerged(use, new Set(slots.keys()), use === author);
  }

  #sendMerged(use: Use, slots: ReadonlySet<string>, isMine = false): void {
    const before = use.merged;
    use.merged = merge(use.stored);
    const changed = [...slots].filter((slot) => isMine || before.get(slot) !== use.merged.get(slot));
    if (changed.length > 0) {
      const changes = changed.map((slot) => change(slot, use.merged.get(slot), isMine));
      use.user.emit({ type: "sync", name: use.request.name, changes });
    }
  }

  #sendCopy({ user, request: { name, copies }, stored }: Use, server: number): void {
    const { version = 0, slots = new Map() } = stored.get(server) ?? {};
    if (copies) {
      user.emit({ type: "sync", name, server, version, changes: snapshot(slots) });
    }
  }

  #at(use: Use, server: number, url: string): Stored {
    const key = `${url} ${use.request.name}`;
    const stored = this.#stored.get(key) ?? { version: 1, slots: new Map(), users: new Set() };
    this.#stored.set(key, stored);
    stored.users.add(use);
    use.stored.set(server, stored);
    return stored;
  }

  #useOf(name: string, user: User): Use | undefined {
    return this.#uses.find((use) => use.user === user && use.request.name === name);
  }
}

function store(stored: Stored, slots: ReadonlyMap<string, WireValue | undefined>): void {
  stored.version++;
  for (const [slot, value] of slots) {
    value === undefined ? stored.slots.delete(slot) : stored.slots.set(slot, value);
  }
}

function merge(stored: ReadonlyMap<number, Stored>): Map<string, WireValue> {
  const byNumber = [...stored].sort(([a], [b]) => b - a);
  return new Map(byNumber.flatMap(([, { slots }]) => [...slots]));
}

function snapshot(slots: ReadonlyMap<string, WireValue>): Changes {
  return [{ code: "clear" }, ...[...slots].map(([slot, value]) => change(slot, value, false))];
}

function change(slot: string, value: WireValue | undefined, isMine: boolean): Changes[number] {
  const code = isMine ? "success" : value === undefined ? "delete" : "change";
  return { code, slot, ...(value !== undefined && { value }) };
}

/** Returns the value of a slot after a write at a path inside it. */
function rewritten(slot: WireValue | undefined, path: string[], value: WireValue | undefined): WireValue | undefined {
  const last = path.at(-1);
  if (last === undefined) {
    return value;
  }
  const root = structuredClone(slot ?? {}) as { [key: string]: WireValue };
  let holder = root;
  for (const key of path.slice(0, -1)) {
    holder[key] ??= {};
    holder = holder[key] as { [key: string]: WireValue };
  }
  if (value === undefined) {
    delete holder[last];
  } else {
    holder[last] = value;
  }
  return root;
}
