import type { Value } from "../values/values.ts";
import type { PublishMode, RoomAddress } from "../wire/protocol.ts";
import type { Attachable } from "./device.ts";
import { ASSIGNED, DELIVER, Dynamic } from "./dynamic.ts";
import { settings } from "./gateway.ts";
import { GatewayConnection } from "./gateway-connection.ts";
import { type Handler, handlerOf, internal } from "./handler-of.ts";
import { SHOW } from "./net-stream.ts";
import { plainValue } from "./plain-value.ts";
import { StreamPlayback } from "./playback.ts";
import { Publication } from "./publication.ts";
import { deliverResult, type Responder } from "./responder.ts";
import { BIND, SharedObject } from "./shared-object.ts";
import { slotPath } from "./shared-object-path.ts";
import { errorText, localStatus } from "./status.ts";

/**
 * The ActionScript class of 2004: NetConnection, NetStream and remote SharedObject to a list of servers at once. Its
 * handlers are functions that are assigned to it, at any time: `onStatus`, `nsStatus`, `<shared object>_sync`, and one
 * for each method that a server may call. Methods return at once; what cannot be done yet waits, in its order.
 */
export class MultiConnection extends Dynamic {
  readonly #objects = new Map<string, SharedObject>();
  readonly #connection: GatewayConnection = new GatewayConnection({
    status: (info, status) => {
      const ofStream = status?.stream !== undefined || info.code.startsWith("NetStream.");
      this[DELIVER](ofStream ? "nsStatus" : "onStatus", [info], { type: "netStatus", info });
    },
    data: ({ handler, args }) => this[DELIVER](handler, args.map(plainValue)),
  });
  readonly #publication = new Publication(this.#connection, (info) =>
    this[DELIVER]("nsStatus", [info], { type: "netStatus", info }),
  );
  // Statuses and data come by the connection, with all the others.
  readonly #playing = new StreamPlayback(this.#connection, {
    emitStatus: (info) => this[DELIVER]("nsStatus", [info], { type: "netStatus", info }),
    status: () => {},
    data: () => {},
  });

  static {
    internal(MultiConnection.prototype);
  }

  /** URL of the gateway, for a page that has it elsewhere; by default `/v1` where the script is from. */
  static get gateway(): string | undefined {
    return settings.gateway;
  }

  static set gateway(url: string | undefined) {
    settings.gateway = url;
  }

  /** Where servers of old code are now: from the URL in the code to the URL to connect to. */
  static get servers(): { [url: string]: string } {
    return settings.servers;
  }

  static set servers(servers: { [url: string]: string }) {
    settings.servers = { ...servers };
  }

  /** Whether the servers are connected. */
  get isConnected(): boolean {
    return this.#connection.isConnected;
  }

  /** The servers, as they were given to {@link connect}. */
  get urls(): readonly string[] {
    return this.#connection.urls;
  }

  /**
   * Connects to every server. `onStatus` hears each of them, and `NetConnection.Setup.Success` or `.Failed` of all.
   *
   * @param servers one URL, a list, or a room such as `{ room: "lobby", user: "Foo" }`: then `onStatus` hears
   *     `NetConnection.Connect.Pending`, and `.Accepted` or `.Rejected`, too
   * @param args further arguments of NetConnection.connect
   */
  connect(servers: string | readonly string[] | RoomAddress, ...args: Value[]): boolean {
    void this.#connection.connect(typeof servers === "string" ? [servers] : servers, args);
    for (const object of this.#objects.values()) {
      object[BIND](this.#connection);
    }
    return true;
  }

  /** Ends everything, on every server. */
  ncClose(): void {
    this.#publication.close();
    this.#playing.close();
    this.#connection.close();
  }

  /** Streams are made when they are published; kept for old code. */
  setNetStreams(): void {}

  /** @param audio from `Microphone.get()`, or any track; null takes it away */
  attachAudio(audio: Attachable | null | false): void {
    this.#publication.attachAudio(audio || undefined);
  }

  /** @param video from `Camera.get()`, or any track; null takes it away */
  attachVideo(video: Attachable | null | false): void {
    this.#publication.attachVideo(video || undefined);
  }

  /**
   * Publishes to every server; `nsStatus` hears.
   *
   * @param name false ends it, as in Flash
   */
  publish(name: string | false, mode: PublishMode = "live"): void {
    if (name === false) {
      this.#publication.close();
    } else {
      this.#publication.publish(name, mode);
    }
  }

  /**
   * Plays a stream from the first server that has it, and from the next if that fails; `nsStatus` hears. A Video shows it
   * with `attachVideo(mc)`; its sound is heard without.
   *
   * @param name false ends it, as in Flash
   * @param start seconds: -2 (default) live if there is such a stream, else the recording; -1 live; from 0 the recording
   * @param length seconds to play; -1 (default): all
   */
  play(name: string | false, start = -2, length = -1): void {
    if (name === false) {
      this.#playing.close();
    } else {
      this.#playing.play(name, Number(start), Number(length));
    }
  }

  /** @param paused without it, pauses or goes on */
  pause(paused?: boolean): void {
    this.#playing.pause(paused);
  }

  /** @param seconds from the beginning of a recording */
  seek(seconds: number): void {
    this.#playing.seek(Number(seconds) || 0);
  }

  receiveAudio(receive: boolean): void {
    this.#playing.receiveAudio(Boolean(receive));
  }

  receiveVideo(receive: boolean): void {
    this.#playing.receiveVideo(Boolean(receive));
  }

  /** @param seconds to buffer */
  setBufferTime(seconds: number): void {
    this.#playing.bufferTime = seconds;
  }

  /** For `Video.attachVideo`. */
  [SHOW](element: HTMLVideoElement | undefined): void {
    this.#playing.show(element);
  }

  /** Sends a data message on every server's stream. @returns whether it was sent, or will be */
  nsSend(handler: string, ...args: Value[]): boolean {
    return this.#publication.send(handler, args);
  }

  /** Seconds: of the stream that is played, or of media sent. */
  nsTime(): number {
    return this.#playing.isActive ? this.#playing.time : this.#publication.time;
  }

  /** Ends the stream, on every server, and what is played. */
  nsClose(): void {
    this.#publication.close();
    this.#playing.close();
  }

  /**
   * Calls a method of servers.
   *
   * @param callback called once for each server that gives a result, with the result and the server's URL; or an object
   *     with `onResult` and `onStatus`; null: no answer is wanted
   * @param server its URL, as it was given to connect, or its number; "all" (the default); "first": whoever answers first
   */
  callRemote(
    method: string,
    callback?: Handler | Responder | null,
    server?: string | number | null,
    ...args: Value[]
  ): void {
    this.#connection
      .run(async (mc) => {
        const on = this.#number(server);
        if (callback === undefined || callback === null) {
          await mc.notify(method, args, { on });
        } else {
          const answers = await mc.call(method, args, { on });
          for (const answer of answers) {
            deliverResult(callback, answer, this.urls[answer.server], (info) => this.#status(info));
          }
        }
      })
      .catch((error) => {
        const info = localStatus("NetConnection.Call.Failed", `${method}: ${errorText(error)}`, "error");
        deliverResult(callback, info, undefined, (each) => this.#status(each));
      });
  }

  /**
   * Connects a shared object on every server; it is then there under its name, too: `mc.info_so.data`, `mc.info_so.send`.
   * `<name>_sync` is called with the list of changes whenever it has changed.
   */
  sharedObjectSetup(name: string, persistent: boolean | string = false): SharedObject {
    const known = this.#objects.get(name);
    if (known !== undefined) {
      return known;
    }
    const object = new SharedObject(name, Boolean(persistent));
    this.#objects.set(name, object);
    const sync = `${name}_sync`;
    object.addEventListener("sync", ({ changeList }) => this[DELIVER](sync, [changeList]));
    const self = this as unknown as { [key: string]: unknown };
    self[name] ??= object;
    // So that old code may call it, handler or not.
    self[sync] ??= internal(() => {});
    object[BIND](this.#connection);
    return object;
  }

  /** @param path such as `"info_so.data.user.name"` @returns whether there is such a shared object */
  setSoValue(path: string, value: Value): boolean {
    const found = slotPath(path, this.#objects);
    found?.object.setPath(found.path, value);
    return found !== undefined && found.path.length > 0;
  }

  /** @param path such as `"info_so.data.user.name"`, or `"info_so.data"` for all */
  getSoValue(path: string): Value {
    const found = slotPath(path, this.#objects);
    return found?.object.getPath(found.path);
  }

  /** @internal A function that is assigned answers the servers' calls of its name. */
  override [ASSIGNED](key: string, value: unknown): void {
    super[ASSIGNED](key, value);
    if (typeof value === "function") {
      this.#connection.handle(key, ({ args }) => {
        const handler = handlerOf(this, key);
        if (handler === undefined) {
          throw new TypeError("Method not found");
        }
        return handler.apply(this, args) as Value | Promise<Value>;
      });
    }
  }

  #status(info: { code: string }): void {
    this[DELIVER]("onStatus", [info], { type: "netStatus", info });
  }

  #number(server: string | number | null | undefined): "all" | "first" | number {
    if (server === undefined || server === null || server === "all") {
      return "all";
    }
    if (server === "first") {
      return "first";
    }
    const number = typeof server === "number" ? server : this.urls.indexOf(server);
    if (!(number >= 0 && number < this.urls.length)) {
      throw new RangeError(`server ${server}, expected "all", "first", a number or one of ${this.urls.join(", ")}`);
    }
    return number;
  }
}
