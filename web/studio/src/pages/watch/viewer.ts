import type { DataMessage, MultiConnection, NetStatus, ServerAddress, Value } from "multiconnection";
import { EventLog } from "../../shared/events/event-log.ts";
import { delay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ServerSession } from "../../shared/servers/server-session.ts";
import { textOf } from "../../shared/values/value-text.ts";
import { membersOf, preview } from "../../shared/values/value-view.ts";

/** Stream to watch. */
export interface ViewerForm {
  name: string;
  /** As in Flash. -1: live; -2: live if available, otherwise recorded; 0: recorded. */
  start: -1 | -2 | 0;
}

/** Cue point or other data message of a stream. */
export interface ReceivedData {
  readonly id: number;
  /** Stream time in milliseconds, if the message belongs to a stream. */
  readonly timestamp: number | undefined;
  readonly handler: string;
  readonly args: string;
}

const MAX_DATA = 200;

/** Session that plays a stream, with its events, metadata and data messages. */
export class Viewer extends ServerSession {
  readonly log = new EventLog(500);
  #form: ViewerForm = { name: "", start: -1 };
  #addresses: readonly ServerAddress[] = [];
  #metadata: ReadonlyArray<{ name: string; value: string }> = [];
  #data: ReceivedData[] = [];
  #nextId = 1;

  get form(): ViewerForm {
    return this.#form;
  }

  /** Requested servers. */
  get addresses(): readonly ServerAddress[] {
    return this.#addresses;
  }

  /** Connection of the session, once servers are connected. */
  get connection(): MultiConnection | undefined {
    return this.phase === "open" ? this.mc : undefined;
  }

  /** Entries of the last `onMetaData`. */
  get metadata(): ReadonlyArray<{ name: string; value: string }> {
    return this.#metadata;
  }

  /** Data messages other than metadata, newest first. */
  get data(): readonly ReceivedData[] {
    return this.#data;
  }

  /** Connects to the servers. The player element plays the stream. */
  async watchStream(gateway: string, servers: ServerAddress[], form: ViewerForm): Promise<void> {
    this.#form = form;
    this.#addresses = servers;
    this.#metadata = [];
    this.#data = [];
    this.log.clear();
    await this.connect(gateway, servers);
  }

  protected override opened(mc: MultiConnection): void {
    mc.on("status", (status) => this.#onStatus(status));
    mc.on("data", (message) => this.#receive(message));
  }

  #onStatus({ level, code, description, server, more }: NetStatus): void {
    const source = server === undefined ? t("word.allServers") : t("word.server", { server });
    const { from, to, gap } = more;
    const text =
      code === "NetStream.Play.Failover" && typeof gap === "number"
        ? t("viewer.failover", { from: String(from), to: String(to), gap: delay(gap) })
        : description || code;
    this.log.add(level === "status" ? "info" : level, source, text, code);
  }

  #receive({ handler, args, timestamp }: DataMessage): void {
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
