import type { Value } from "../values/values.ts";
import type { PublishMode, RoomAddress } from "../wire/protocol.ts";
import type { Attachable } from "./device.ts";
import { ASSIGNED, DELIVER, Dynamic } from "./dynamic.ts";
import { netStatus, type SyncEvent } from "./events.ts";
import { settings } from "./gateway.ts";
import { GatewayConnection } from "./gateway-connection.ts";
import { type Handler, handlerNames, internal } from "./handler-of.ts";
import { SHOW } from "./net-stream.ts";
import { plainValue } from "./plain-value.ts";
import { StreamPlayback } from "./playback.ts";
import { Publication } from "./publication.ts";
import { deliverResult, type Responder } from "./responder.ts";
import { BIND, GET_PATH, SET_PATH, SharedObject } from "./shared-object.ts";
import { slotPath } from "./shared-object-path.ts";
import { errorText, localStatus, type StatusInfo } from "./status.ts";

/**
 * ActionScript class of 2004: NetConnection, NetStream and remote SharedObject for a list of servers. Handlers are
 * functions that are assigned at any time: `onStatus`, `nsStatus`, `<shared object>_sync`, and one for each method that
 * servers call. Methods return immediately; operations are queued until they are possible.
 */
export class MultiConnection extends Dynamic {
  readonly #objects = new Map<string, SharedObject>();
  readonly #connection: GatewayConnection = new GatewayConnection({
    status: (info, status) => {
      const ofStream = status?.stream !== undefined || info.code.startsWith("NetStream.");
      this[DELIVER](ofStream ? "nsStatus" : "onStatus", [info], netStatus(info));
    },
    data: ({ handler, args }) => this[DELIVER](handler, args.map(plainValue)),
  });
  readonly #publication = new Publication(this.#connection, (info) =>
    this[DELIVER]("nsStatus", [info], netStatus(info)),
  );
  // The connection delivers statuses and data of the stream.
  readonly #playing = new StreamPlayback(this.#connection, {
    emitStatus: (info) => this[DELIVER]("nsStatus", [info], netStatus(info)),
    status: () => {},
    data: () => {},
  });

  static {
    internal(MultiConnection.prototype);
  }

  /** URL of the gateway; by default `/v1` on the host of the script. */
  static get gateway(): string | undefined {
    return settings.gateway;
  }

  static set gateway(url: string | undefined) {
    settings.gateway = url;
  }

  /** Present URLs of servers, by the URL that old code uses. */
  static get servers(): { [url: string]: string } {
    return settings.servers;
  }

  static set servers(servers: { [url: string]: string }) {
    settings.servers = { ...servers };
  }

  /**
   * Time in which servers must answer {@link connect}, in milliseconds, 100 to 60 000; 3000 if undefined. Longer for servers
   * that keep clients pending.
   */
  static get timeout(): number | undefined {
    return settings.timeout;
  }

  static set timeout(ms: number | undefined) {
    settings.timeout = ms;
  }

  /** Whether the servers are connected. */
  get isConnected(): boolean {
    return this.#connection.isConnected;
  }

  /** URLs of the servers, as passed to {@link connect}. */
  get urls(): readonly string[] {
    return this.#connection.urls;
  }

  /**
   * Connects to every server. `onStatus` receives the statuses of each server, and the merged
   * `NetConnection.Setup.Success` or `.Failed`.
   *
   * @param servers URL, list of URLs, or room such as `{ room: "lobby", user: "Foo" }`. For a room, `onStatus` also
   *     receives `NetConnection.Connect.Pending`, `.Accepted` or `.Rejected`.
   * @param args additional arguments of NetConnection.connect
   */
  connect(servers: string | readonly string[] | RoomAddress, ...args: Value[]): boolean {
    this.#connection.answer(handlerNames(this), this);
    void this.#connection.connect(typeof servers === "string" ? [servers] : servers, args);
    for (const object of this.#objects.values()) {
      object[BIND](this.#connection);
    }
    return true;
  }

  /** Closes all streams and connections. */
  ncClose(): void {
    this.#publication.close();
    this.#playing.close();
    this.#connection.close();
  }

  /** No effect: streams are created when they are published. Exists for compatibility. */
  setNetStreams(): void {}

  /**
   * Attaches audio.
   *
   * @param audio from `Microphone.get()`, or any track; null detaches it
   */
  attachAudio(audio: Attachable | null | false): void {
    this.#publication.attachAudio(audio || undefined);
  }

  /**
   * Attaches video.
   *
   * @param video from `Camera.get()`, or any track; null detaches it
   */
  attachVideo(video: Attachable | null | false): void {
    this.#publication.attachVideo(video || undefined);
  }

  /**
   * Publishes to every server. `nsStatus` receives the statuses.
   *
   * @param name stream name; false stops publishing, as in Flash
   */
  publish(name: string | false, mode: PublishMode = "live"): void {
    if (name === false) {
      this.#publication.close();
    } else {
      this.#publication.publish(name, mode);
    }
  }

  /**
   * Plays a stream from the first server that has it, with failover to others. `nsStatus` receives the statuses.
   * `Video.attachVideo(mc)` shows it; audio plays without a Video, too.
   *
   * @param name stream name; false stops playing, as in Flash
   * @param start seconds: -2 (default) plays the live stream if there is one, otherwise the recording; -1 the live
   *     stream; 0 or more the recording from there
   * @param length seconds to play; -1 (default) plays all
   */
  play(name: string | false, start = -2, length = -1): void {
    if (name === false) {
      this.#playing.close();
    } else {
      this.#playing.play(name, Number(start), Number(length));
    }
  }

  /**
   * Pauses or resumes.
   *
   * @param paused toggles if absent
   */
  pause(paused?: boolean): void {
    this.#playing.pause(paused);
  }

  /**
   * Seeks in a recording.
   *
   * @param seconds position from the beginning
   */
  seek(seconds: number): void {
    this.#playing.seek(Number(seconds) || 0);
  }

  receiveAudio(receive: boolean): void {
    this.#playing.receiveAudio(Boolean(receive));
  }

  receiveVideo(receive: boolean): void {
    this.#playing.receiveVideo(Boolean(receive));
  }

  /**
   * Sets the buffer time.
   *
   * @param seconds 0 to 60
   */
  setBufferTime(seconds: number): void {
    this.#playing.bufferTime = seconds;
  }

  /** Shows the played stream in an element; called by `Video.attachVideo`. */
  [SHOW](element: HTMLVideoElement | undefined): void {
    this.#playing.show(element);
  }

  /** Sends a data message on the stream of every server. Returns whether it was sent or queued. */
  nsSend(handler: string, ...args: Value[]): boolean {
    return this.#publication.send(handler, args);
  }

  /** Returns the position of the played stream, or the media sent, in seconds. */
  nsTime(): number {
    return this.#playing.isActive ? this.#playing.time : this.#publication.time;
  }

  /** Closes the published and the played stream. */
  nsClose(): void {
    this.#publication.close();
    this.#playing.close();
  }

  /**
   * Calls a method of the servers' applications.
   *
   * @param callback function that is called for each result, with the result and the server's URL; or an object with
   *     `onResult` and `onStatus`; null if no result is expected
   * @param server URL of a server, as passed to connect, or its number; "all" (default); "first": the first that
   *     returns a result
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
   * Uses a shared object on every server, and assigns it to the property with its name: `mc.info_so.data`,
   * `mc.info_so.send`. Calls `<name>_sync` with a list of changes whenever it changes.
   */
  sharedObjectSetup(name: string, persistent: boolean | string = false): SharedObject {
    const known = this.#objects.get(name);
    if (known !== undefined) {
      return known;
    }
    const object = new SharedObject(name, Boolean(persistent));
    this.#objects.set(name, object);
    const sync = `${name}_sync`;
    object.addEventListener("sync", ({ changeList }: SyncEvent) => this[DELIVER](sync, [changeList]));
    const self = this as unknown as { [key: string]: unknown };
    self[name] ??= object;
    // A placeholder, so that old code may call it before assigning a handler.
    self[sync] ??= internal(() => {});
    object[BIND](this.#connection);
    return object;
  }

  /**
   * Sets a value of a shared object. Returns whether the object exists.
   *
   * @param path such as `"info_so.data.user.name"`
   */
  setSoValue(path: string, value: Value): boolean {
    const found = slotPath(path, this.#objects);
    found?.object[SET_PATH](found.path, value);
    return found !== undefined && found.path.length > 0;
  }

  /**
   * Returns a value of a shared object.
   *
   * @param path such as `"info_so.data.user.name"`, or `"info_so.data"` for all slots
   */
  getSoValue(path: string): Value {
    const found = slotPath(path, this.#objects);
    return found?.object[GET_PATH](found.path);
  }

  /** @internal Makes an assigned function the handler for servers' calls of its name. */
  override [ASSIGNED](key: string, value: unknown): void {
    super[ASSIGNED](key, value);
    const names = key === "client" ? handlerNames(value) : typeof value === "function" ? [key] : [];
    this.#connection.answer(names, this);
  }

  #status(info: StatusInfo): void {
    this[DELIVER]("onStatus", [info], netStatus(info));
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
