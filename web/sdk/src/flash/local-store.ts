import { fromWire } from "../values/from-wire.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import { errorText } from "./status.ts";

/** Largest local shared object, in bytes as it is stored. */
export const MAX_LOCAL_BYTES = 1024 * 1024;

/** Characters that names of local shared objects must not contain, as in Flash. */
const ILLEGAL = /[\s~%&\\;:"',<>?#]/;

type Slots = { [slot: string]: Value };

/** Slots of a local shared object, stored by the browser for the origin of the page (`localStorage`). */
export class LocalStore {
  readonly #key: string;
  #stored: string;
  /** The slots, which the application changes. */
  data: Slots;

  constructor(key: string) {
    this.#key = key;
    this.#stored = read(key);
    this.data = parsed(this.#stored);
  }

  /** Size of the slots in bytes, as they would be stored; 0 without slots. */
  get size(): number {
    return bytesOf(this.#text());
  }

  /**
   * Stores the slots.
   *
   * @param minBytes size that the object shall be able to have
   * @returns why they cannot be stored; undefined if they are
   */
  flush(minBytes = 0): string | undefined {
    try {
      const text = this.#text();
      const bytes = Math.max(bytesOf(text), minBytes);
      if (bytes > MAX_LOCAL_BYTES) {
        return `${bytes} bytes, expected up to ${MAX_LOCAL_BYTES}`;
      }
      if (text === "") {
        localStorage.removeItem(this.#key);
      } else {
        localStorage.setItem(this.#key, text);
      }
      this.#stored = text;
      return undefined;
    } catch (error) {
      return errorText(error);
    }
  }

  /** Stores the slots if they have changed since they were read or stored. */
  flushChanges(): void {
    try {
      if (this.#text() !== this.#stored) {
        this.flush();
      }
    } catch {
      // A slot has no AMF value, as flush would report.
    }
  }

  /** Deletes the slots, also those that are stored. */
  clear(): void {
    for (const slot of Object.keys(this.data)) {
      delete this.data[slot];
    }
    this.flush();
  }

  #text(): string {
    return Object.keys(this.data).length === 0 ? "" : JSON.stringify(toWire([this.data]));
  }
}

/**
 * Returns the key under which an object is stored; undefined if Flash would refuse it.
 *
 * @param path folder whose pages share the object, a part of the page's path; by default the page's folder
 * @param secure whether the page must have been loaded over HTTPS
 */
export function localKey(name: string, path: string | null | undefined, secure: boolean): string | undefined {
  const { pathname = "/", protocol = "" } = globalThis.location ?? {};
  const folder = path ?? pathname.slice(0, pathname.lastIndexOf("/") + 1);
  const isPart = pathname === folder || pathname.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
  const isLegal = name !== "" && !ILLEGAL.test(name) && isPart && !(secure && protocol !== "https:");
  return isLegal ? `flash.so:${folder.replace(/\/?$/, "/")}:${name}` : undefined;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function parsed(text: string): Slots {
  try {
    const [slots] = fromWire(JSON.parse(text));
    return typeof slots === "object" && slots !== null ? (slots as Slots) : {};
  } catch {
    return {};
  }
}
