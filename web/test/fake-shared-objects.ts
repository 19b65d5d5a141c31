import type { News, Request, SyncNews, WireValue } from "../sdk/src/wire/protocol.ts";

/** A session as the objects see it. */
export interface User {
  news(news: News): void;
}

type Changes = SyncNews["changes"];

/** A shared object of the fake gateway, with those who use it. */
interface FakeObject {
  slots: Map<string, WireValue>;
  users: Set<User>;
}

/** The shared objects of all sessions of a fake gateway; one copy, as if all servers always agreed. */
export class FakeSharedObjects {
  readonly #objects = new Map<string, FakeObject>();

  use(name: string, user: User): void {
    const object = this.#objects.get(name) ?? { slots: new Map(), users: new Set() };
    this.#objects.set(name, object);
    object.users.add(user);
    const slots = [...object.slots].map(([slot, value]) => ({ code: "change" as const, slot, value }));
    user.news({ type: "sync", name, changes: [{ code: "clear" }, ...slots] });
  }

  /** Leaves one object, or all. */
  release(user: User, name?: string): void {
    for (const [each, { users }] of this.#objects) {
      if (name === undefined || name === each) {
        users.delete(user);
      }
    }
  }

  set({ name, changes }: Request & { type: "setSlots" }, user: User): void {
    const object = this.#objects.get(name);
    const slots = new Set<string>();
    for (const { path, value } of changes) {
      const [slot = "", ...rest] = path;
      slots.add(slot);
      write(object?.slots ?? new Map(), slot, rest, value);
    }
    this.#tell(name, user, [...slots], object);
  }

  clear(name: string, user: User): void {
    const object = this.#objects.get(name);
    const slots = [...(object?.slots.keys() ?? [])];
    object?.slots.clear();
    this.#tell(name, user, slots, object);
  }

  send({ name, handler, args = [] }: Request & { type: "sendMessage" }): void {
    for (const user of this.#objects.get(name)?.users ?? []) {
      user.news({ type: "message", name, server: 0, handler, args });
    }
  }

  #tell(name: string, author: User, slots: string[], object: FakeObject | undefined): void {
    for (const user of object?.users ?? []) {
      const changes: Changes = slots.map((slot) => {
        const value = object?.slots.get(slot);
        const code = user === author ? "success" : value === undefined ? "delete" : "change";
        return { code, slot, ...(value !== undefined && { value }) };
      });
      user.news({ type: "sync", name, changes });
    }
  }
}

function write(slots: Map<string, WireValue>, slot: string, rest: string[], value: WireValue | undefined): void {
  if (rest.length === 0) {
    value === undefined ? slots.delete(slot) : slots.set(slot, value);
    return;
  }
  const root = structuredClone(slots.get(slot) ?? {}) as { [key: string]: WireValue };
  let holder = root;
  for (const key of rest.slice(0, -1)) {
    holder[key] ??= {};
    holder = holder[key] as { [key: string]: WireValue };
  }
  const last = rest.at(-1) as string;
  if (value === undefined) {
    delete holder[last];
  } else {
    holder[last] = value;
  }
  slots.set(slot, root);
}
