import type { DataMessage, MultiConnection, NetStatus, ServerAddress, Value } from "multiconnection";
import { EventLog } from "../../shared/events/event-log.ts";
import { delay } from "../../shared/format.ts";
import { ServerSession } from "../../shared/servers/server-session.ts";
import { textOf } from "../../shared/values/value-text.ts";
import { membersOf, preview } from "../../shared/values/value-view.ts";

/** What to watch. */
export interface ViewerForm {
  name: string;
  /** As in Flash: -1 live; -2 live if there is such a stream, else the recording; 0 the recording. */
  start: -1 | -2 | 0;
}

/** A cue point, or anything else that was sent with a stream. */
export interface HeardData {
  readonly id: number;
  /** Milliseconds of the stream, where it is of one. */
  readonly timestamp: number | undefined;
  readonly handler: string;
  readonly args: string;
}

const MAX_DATA = 200;

/** A session to watch a stream with: what servers say of it, and what came with it. */
export class Viewer extends ServerSession {
  readonly log = new EventLog(500);
  #form: ViewerForm = { name: "", start: -1 };
  #addresses: readonly ServerAddress[] = [];
  #metadata: ReadonlyArray<{ name: string; value: string }> = [];
  #data: HeardData[] = [];
  #nextId = 1;

  get form(): ViewerForm {
    return this.#form;
  }

  /** What was asked to connect to. */
  get addresses(): readonly ServerAddress[] {
    return this.#addresses;
  }

  /** The session, once servers are connected. */
  get connection(): MultiConnection | undefined {
    return this.phase === "open" ? this.mc : undefined;
  }

  /** The last onMetaData, name by name. */
  get metadata(): ReadonlyArray<{ name: string; value: string }> {
    return this.#metadata;
  }

  /** Newest first; without the metadata. */
  get data(): readonly HeardData[] {
    return this.#data;
  }

  /** Connects; the player does the rest. */
  async watchStream(gateway: string, servers: ServerAddress[], form: ViewerForm): Promise<void> {
    this.#form = form;
    this.#addresses = servers;
    this.#metadata = [];
    this.#data = [];
    this.log.clear();
    await this.connect(gateway, servers);
  }

  protected override opened(mc: MultiConnection): void {
    mc.on("status", (status) => this.#status(status));
    mc.on("data", (message) => this.#heard(message));
  }

  #status({ level, code, description, server, more }: NetStatus): void {
    const source = server === undefined ? "All servers" : `Server ${server}`;
    const { from, to, gap } = more;
    const text =
      code === "NetStream.Play.Failover" && typeof gap === "number"
        ? `Server ${String(to)} plays on, ${delay(gap)} after the last frame of server ${String(from)}.`
        : description || code;
    this.log.add(level === "status" ? "info" : level, source, text, code);
  }

  #heard({ handler, args, timestamp }: DataMessage): void {
    if (handler === "onMetaData") {
      this.#metadata = shownMetadata(args[0]);
    } else {
      const data = { id: this.#nextId++, timestamp, handler, args: args.map(textOf).join(", ") };
      this.#data = [data, ...this.#data].slice(0, MAX_DATA);
    }
    this.changed();
  }
}

function shownMetadata(value: Value) {
  return membersOf(value).map(({ name, value: member }) => ({ name, value: preview(member, 60) }));
}
