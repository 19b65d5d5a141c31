import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DELIVER, Dynamic } from "../../src/flash/dynamic.ts";
import { FlashEvent } from "../../src/flash/events.ts";
import * as flash from "../../src/flash/index.ts";
import { COMPATIBILITY, type Kind, type Row, rowsOf } from "../support/compatibility-rows.ts";
import type { Any } from "../support/flash-bench.ts";

const SOURCES = fileURLToPath(new URL("../../src/flash/", import.meta.url));
const source = (file: string) => readFileSync(`${SOURCES}${file}.ts`, "utf8");

/** A class or object of the library that a section of the document is about. */
interface Subject {
  readonly statics: Any;
  /** Creates an object of the class; absent for an object that has only static members. */
  make?(): Any;
  /** Files that call the handlers of the class and dispatch its events. */
  readonly files?: readonly string[];
}

/** Exports of the library by name. */
const EXPORTS: { [name: string]: Any } = { ...flash };

const ofClass = (name: string, files?: string[], make?: () => Any): Subject => {
  const statics = EXPORTS[name];
  return { statics, ...(files && { files }), make: make ?? (() => new statics()) };
};
const event = (name: string): Subject => ofClass(name, [], () => new EXPORTS[name]("type"));

const SUBJECTS: { [section: string]: Subject } = {
  EventDispatcher: { statics: Dynamic, make: () => new Dynamic(), files: ["inbox"] },
  NetConnection: ofClass("NetConnection", ["net-connection"]),
  NetStream: ofClass("NetStream", ["net-stream"], () => new flash.NetStream(new flash.NetConnection())),
  SharedObject: ofClass("SharedObject", ["shared-object"], () => flash.SharedObject.getRemote("users")),
  Camera: ofClass("Camera", ["device"], () => flash.Camera.get()),
  Microphone: ofClass("Microphone", ["device"], () => flash.Microphone.get()),
  Video: ofClass("Video"),
  Responder: ofClass("Responder", [], () => new flash.Responder(vi.fn(), vi.fn())),
  Event: { statics: FlashEvent, make: () => new FlashEvent("type") },
  NetStatusEvent: event("NetStatusEvent"),
  SyncEvent: event("SyncEvent"),
  ActivityEvent: event("ActivityEvent"),
  StatusEvent: event("StatusEvent"),
  AsyncErrorEvent: event("AsyncErrorEvent"),
  SoundCodec: { statics: flash.SoundCodec },
  SoundTransform: ofClass("SoundTransform"),
  NetStreamInfo: { statics: {}, make: () => new flash.NetStream(new flash.NetConnection()).info },
  ObjectEncoding: { statics: flash.ObjectEncoding },
  SharedObjectFlushStatus: { statics: flash.SharedObjectFlushStatus },
  Delegate: { statics: flash.Delegate },
  MultiConnection: ofClass("MultiConnection", ["multi-connection"]),
  Globals: { statics: EXPORTS },
};

/** Sections whose members classes inherit. */
const INHERITED = { Dynamic: "EventDispatcher", FlashEvent: "Event" } as const;

/** Code that dispatches an event. */
const DISPATCHES: { [type: string]: RegExp } = {
  netStatus: /\bnetStatus\(info\)/,
  sync: /\bSyncEvent\.SYNC\b/,
  activity: /\bActivityEvent\.ACTIVITY\b/,
  status: /\bStatusEvent\.STATUS\b/,
  asyncError: /\bAsyncErrorEvent\.ASYNC_ERROR\b/,
};

const protectedNames = new Set(
  readdirSync(SOURCES).flatMap((file) =>
    [...readFileSync(`${SOURCES}${file}`, "utf8").matchAll(/^ {2}protected (?:(?:abstract|async|get) )*(\w+)\(/gm)].map(
      ([, name = ""]) => name,
    ),
  ),
);

/** Returns the names of the public members of an object and its prototypes. */
function members(object: Any): string[] {
  const names = new Set<string>();
  for (let at = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      names.add(name);
    }
  }
  return [...names].filter((name) => name !== "constructor" && !protectedNames.has(name));
}

const FUNCTION_MEMBERS = ["length", "name", "prototype"];

function statics({ statics: of }: Subject): string[] {
  return Object.getOwnPropertyNames(of).filter((name) => typeof of !== "function" || !FUNCTION_MEMBERS.includes(name));
}

/** Whether a section's subject has a member. */
function exists(section: string, kind: Kind, name: string): boolean {
  const subject = SUBJECTS[section] as Subject;
  const object = subject.make?.();
  const code = (subject.files ?? []).map(source).join("\n");
  switch (kind) {
    case "constructor":
      return EXPORTS[section] !== undefined && name === section;
    case "static":
      return statics(subject).includes(name);
    case "method":
      return (
        members(object).includes(name) && accessor(object, name) === undefined && typeof object[name] === "function"
      );
    case "property":
      return members(object).includes(name) && (accessor(object, name) !== undefined || Object.hasOwn(object, name));
    case "handler":
      return code.includes(`"${name}"`);
    case "event":
      return DISPATCHES[name]?.test(code) ?? false;
    case "message":
      return receives(object, name);
  }
}

/** Returns the getter or setter of a property. */
function accessor(object: Any, name: string): unknown {
  for (let at = object; at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, name);
    if (own !== undefined) {
      return own.get ?? own.set;
    }
  }
  return undefined;
}

/** Whether an assigned function receives a message of its name. */
function receives(object: Any, name: string): boolean {
  object[name] = vi.fn();
  object[DELIVER](name, [1]);
  return object[name].mock.calls.length === 1;
}

beforeAll(() => {
  vi.stubGlobal("document", { createElement: () => ({}) });
});

afterAll(() => {
  vi.unstubAllGlobals();
});

describe("the table of a class", () => {
  it("exists for each name that the library exports", () => {
    const globals = rowsOf("Globals").map(({ name }) => name);
    const missing = Object.keys(EXPORTS).filter((name) => !(name in SUBJECTS) && !globals.includes(name));
    expect(missing).toStrictEqual([]);
    expect(Object.keys(COMPATIBILITY)).toStrictEqual(Object.keys(SUBJECTS).sort(by(Object.keys(COMPATIBILITY))));
  });

  it.each(Object.keys(SUBJECTS))("%s is true for each row", (section) => {
    const rows = rowsOf(section);
    expect(rows.length).toBeGreaterThan(0);
    const wrong = rows.filter(({ kind, name, status }) => exists(section, kind, name) !== (status !== "not"));
    expect(wrong).toStrictEqual([]);
  });

  it.each(Object.keys(SUBJECTS))("%s has each public member once, and says what differs", (section) => {
    const rows = rowsOf(section);
    const names = (...kinds: Kind[]) => rows.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
    const subject = SUBJECTS[section] as Subject;
    const object = subject.make?.();
    const inherited = [
      ...(object instanceof Dynamic && section !== INHERITED.Dynamic ? members(new Dynamic()) : []),
      ...(object instanceof FlashEvent && section !== INHERITED.FlashEvent ? members(new FlashEvent("type")) : []),
    ];
    const own = object === undefined ? [] : members(object).filter((name) => !inherited.includes(name));
    expect(own.filter((name) => !names("method", "property").includes(name))).toStrictEqual([]);
    if (section !== "Globals") {
      expect(statics(subject).filter((name) => !names("static").includes(name))).toStrictEqual([]);
    }
    const keys = rows.map(({ kind, name }) => `${kind} ${name}`);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toStrictEqual([]);
    expect(rows.filter(({ status, note }) => status === "differs" && note === "")).toStrictEqual([]);
  });

  it("is read as it is written", () => {
    const row: Row = { name: "setProperty", kind: "method", status: "works", note: "" };
    expect(rowsOf("SharedObject")).toContainEqual(row);
    expect(rowsOf("SharedObject")).toContainEqual({ ...row, name: "setDirty" });
    expect(Object.values(COMPATIBILITY).flat().length).toBeGreaterThan(300);
  });
});

/** Orders names as in a list; others come last. */
function by(order: readonly string[]): (a: string, b: string) => number {
  const at = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  return (a, b) => at(a) - at(b);
}
