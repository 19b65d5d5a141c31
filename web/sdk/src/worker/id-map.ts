import type { Answer, Asked, News } from "../wire/protocol.ts";
import type { Lost } from "./messages.ts";

/** What no gateway has a server or stream of: whatever is asked about it is refused. */
const NOBODY = 2 ** 31 - 1;

/**
 * The numbers of one kind of thing: as the application knows them, and as one gateway session does. They are the same in
 * the first session, until the gateway uses a number again; in one that replaces another, things keep the numbers that the
 * application knows.
 */
export class Numbers {
  readonly #theirs = new Map<number, number>();
  readonly #ours = new Map<number, number>();
  #expected: Array<{ ours: number; key: string }> = [];
  #next = 0;
  #same = true;

  /** Numbers for the session after this one, where nothing is known yet. */
  successor(): Numbers {
    const numbers = new Numbers();
    numbers.#same = false;
    numbers.#next = this.#next;
    return numbers;
  }

  /** Says which is which. A thing that had the gateway's number before is over: the number is used again. */
  bind(ours: number, theirs: number): void {
    const before = this.#ours.get(theirs);
    if (before !== undefined && before !== ours) {
      this.#theirs.delete(before);
      this.#same = false;
    }
    this.#theirs.set(ours, theirs);
    this.#ours.set(theirs, ours);
    this.#next = Math.max(this.#next, ours + 1);
  }

  /** The gateway has made something new; for the application it is new even if its number is used again. */
  made(theirs: number): void {
    if (this.#ours.has(theirs)) {
      this.bind(this.#next, theirs);
    }
  }

  /** Things will come that the application knows: the first one with this key is that number. */
  expect(expected: Array<{ ours: number; key: string }>): void {
    this.#expected = expected;
  }

  /** The application's number; one that is new is what was expected under its key, or gets the next. */
  ours(theirs: number, key?: string): number {
    const known = this.#ours.get(theirs);
    if (known !== undefined) {
      return known;
    }
    const found = this.#expected.find((each) => each.key === key);
    this.#expected = this.#expected.filter((each) => each !== found);
    const ours = this.#same ? theirs : (found?.ours ?? this.#next);
    this.bind(ours, theirs);
    return ours;
  }

  /** The gateway's number. */
  theirs(ours: number): number {
    return this.#theirs.get(ours) ?? (this.#same ? ours : NOBODY);
  }

  /** Whether this session has it. */
  has(ours: number): boolean {
    return this.#same || this.#theirs.has(ours);
  }

  /** It is over, and will not be spoken of again. */
  remove(ours: number): void {
    this.#ours.delete(this.theirs(ours));
    this.#theirs.delete(ours);
  }

  /** The gateway begins anew with its numbers, and the application with it. */
  forget(): void {
    this.#theirs.clear();
    this.#ours.clear();
    this.#expected = [];
    this.#next = 0;
    this.#same = true;
  }
}

/**
 * Translates the numbers of servers and streams, so that they stay the same for the application whatever session serves
 * it. Fields have the same name for the same thing throughout the protocol, and so they are found.
 */
export class Numbering {
  constructor(
    readonly servers = new Numbers(),
    readonly streams = new Numbers(),
    /** Calls of servers that wait for an answer. */
    readonly calls = new Numbers(),
  ) {}

  /** A numbering for the session after this one. */
  successor(): Numbering {
    return new Numbering(this.servers.successor(), this.streams.successor(), this.calls.successor());
  }

  /** A request, as the gateway is to get it. */
  request(request: Asked): Asked {
    const { servers, streams } = this;
    if (request.type === "connect") {
      return request;
    }
    return {
      ...request,
      ...("server" in request && typeof request.server === "number" && { server: servers.theirs(request.server) }),
      ...("stream" in request && { stream: streams.theirs(request.stream) }),
      ...("call" in request && { call: this.#returned(request.call) }),
      ...("on" in request && typeof request.on === "number" && { on: servers.theirs(request.on) }),
      ...("servers" in request && { servers: request.servers?.map((each) => servers.theirs(each)) }),
      ...("names" in request && { names: renamed(request.names, isOfOneServer(request) ? streams : servers) }),
    } as Asked;
  }

  /** The answer to a request, as the application is to get it. */
  answer({ type }: Asked, answer: Answer | Lost): Answer | Lost {
    if (answer.type === "error") {
      return answer;
    }
    const { server, servers, stream, answers } = answer as Numbered;
    if (type === "createStream" && stream !== undefined) {
      this.streams.made(stream);
    }
    return {
      ...answer,
      ...(server !== undefined && { server: this.servers.ours(server) }),
      ...(stream !== undefined && { stream: this.streams.ours(stream) }),
      ...(servers !== undefined && { servers: servers.map((each) => this.#server(each)) }),
      ...(answers !== undefined && { answers: answers.map((each) => this.#server(each)) }),
    };
  }

  /** News, as the application is to get them. */
  news(news: News): News {
    const { server, servers, stream, call, info, url } = news as Numbered;
    return {
      ...news,
      ...(server !== undefined && { server: this.servers.ours(server, url) }),
      ...(stream !== undefined && { stream: this.streams.ours(stream) }),
      ...(servers !== undefined && { servers: servers.map((each) => this.#server(each)) }),
      ...(call !== undefined && { call: this.calls.ours(call) }),
      // Only what the gateway itself says, of a play, has servers in it.
      ...(info !== undefined && server === undefined && { info: this.#info(info) }),
    } as News;
  }

  /** A call is answered once. */
  #returned(call: number): number {
    const theirs = this.calls.theirs(call);
    this.calls.remove(call);
    return theirs;
  }

  #info(info: Record<string, unknown>): Record<string, unknown> {
    const numbers = ["server", "from", "to"].filter((key) => typeof info[key] === "number");
    return { ...info, ...Object.fromEntries(numbers.map((key) => [key, this.servers.ours(info[key] as number)])) };
  }

  #server(each: Listed): Listed {
    return typeof each === "number"
      ? this.servers.ours(each)
      : { ...each, server: this.servers.ours(each.server, each.url) };
  }
}

/** A server in a list. */
type Listed = number | { server: number; url?: string };

/** Where numbers stand in answers and news. */
interface Numbered {
  server?: number;
  url?: string;
  stream?: number;
  call?: number;
  servers?: Listed[];
  answers?: Array<{ server: number }>;
  info?: Record<string, unknown>;
}

/** Whether its names are those of streams on one server, rather than of one stream on servers. */
function isOfOneServer({ type }: Asked): boolean {
  return type === "addServer" || type === "reconnect";
}

function renamed(names: { [number: string]: string } | undefined, numbers: Numbers): object | undefined {
  return names && Object.fromEntries(Object.entries(names).map(([ours, name]) => [numbers.theirs(Number(ours)), name]));
}
