import type {
  MultiConnection,
  PlayedStream,
  PublishedStream,
  ServerAddress,
  SharedObject,
  Value,
} from "multiconnection";
import { Playback } from "../../shared/playback/playback.ts";
import { failureText, ServerSession } from "../../shared/servers/server-session.ts";
import { BEAT_MS, type Participant, Participants, slotOf } from "./participants.ts";
import type { RoomMedia } from "./room-media.ts";

/** Who joins which room. */
export interface RoomForm {
  name: string;
  /** Letters, digits, `-` and `_`. */
  room: string;
}

/** Something that was said, or happened. */
export interface Line {
  readonly id: string;
  /** Milliseconds since 1970, when it was heard here. */
  readonly time: number;
  /** Who said it; absent where it happened. */
  readonly name?: string;
  readonly text: string;
  readonly isMine: boolean;
  /** Whether it has come back from a server; one's own are shown before. */
  sent: boolean;
}

const MAX_LINES = 300;

/** Characters of what is said at once. */
export const MAX_TEXT = 1000;

/** How often somebody's picture is tried: they have just begun, and a server may be slow. */
const PLAY_ATTEMPTS = 5;

/** What a picture in a room looks like. */
const FORMAT = { width: 640, height: 360, frameRate: 25, videoBitrate: 600_000, audioBitrate: 64_000 };

/** How {@link Room} gets its beats: calls back in such milliseconds until it is stopped, in a hidden tab, too. */
export type Ticker = (ms: number, tick: () => void) => () => void;

/**
 * A room for video chat: a shared object with a slot for each participant, and a stream for each who shows themselves. A
 * participant who leaves deletes their slot; of one who vanishes the others do.
 */
export class Room extends ServerSession {
  readonly me = `p${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
  readonly #participants: Participants;
  #form: RoomForm = { name: "", room: "" };
  #object: SharedObject | undefined;
  #stream: PublishedStream | undefined;
  #lines: Line[] = [];
  #beat = 0;
  #stopBeats: () => void = () => {};
  #known = false;
  readonly #playbacks = new Map<string, Playback>();

  constructor(
    readonly every: Ticker,
    open?: (url: string) => MultiConnection,
    now?: () => number,
  ) {
    super(open);
    this.#participants = new Participants(this.me, now);
  }

  get form(): RoomForm {
    return this.#form;
  }

  /** This one first, then by name. */
  get participants(): Participant[] {
    return this.#participants.list;
  }

  /** Oldest first. */
  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Whether the others can see this one. */
  get isShown(): boolean {
    return this.#stream !== undefined;
  }

  /** What somebody shows of themselves. */
  playbackOf({ stream }: Participant): Playback | undefined {
    if (stream === undefined) {
      return undefined;
    }
    const known = this.#playbacks.get(stream);
    if (known !== undefined) {
      return known;
    }
    const playback = new Playback((signal) => this.#play(stream, signal), PLAY_ATTEMPTS);
    this.#playbacks.set(stream, playback);
    return playback;
  }

  /** Goes in. */
  async join(gateway: string, servers: ServerAddress[], form: RoomForm): Promise<void> {
    this.#form = { name: form.name.trim(), room: form.room.trim() };
    this.#lines = [];
    await this.connect(gateway, servers);
  }

  /** Goes out, and says so to the others. */
  async leave(): Promise<void> {
    const object = this.#object;
    this.#object = undefined;
    this.#stopBeats();
    if (object !== undefined) {
      // Not longer than it takes to be sent: the page may be closing.
      await Promise.race([object.delete([this.me]).catch(() => {}), new Promise((late) => setTimeout(late, LEAVE_MS))]);
    }
    await this.disconnect();
  }

  /** Shows oneself to the others, until {@link hide} or the end. */
  async show(media: RoomMedia): Promise<void> {
    const { mc } = this;
    if (mc === undefined || this.#stream !== undefined) {
      return;
    }
    try {
      const { video, audio } = media;
      const tracks = { ...(video && { video }), ...(audio && { audio }) };
      const stream = await mc.publish(`${this.#form.room}-${this.me}`, { ...tracks, ...FORMAT, timeout: 8000 });
      this.#stream = stream;
      stream.on("close", () => this.#hidden(stream));
      stream.on("error", (error) => {
        this.problem = failureText(error);
      });
      this.#tell();
    } catch (error) {
      this.problem = `The others cannot see you: ${failureText(error)}`;
    }
  }

  /** Shows oneself no longer. */
  async hide(): Promise<void> {
    await this.#stream?.close();
  }

  /** Says something to everybody. It stands in {@link lines} at once. */
  say(text: string): void {
    const said = text.trim().slice(0, MAX_TEXT);
    if (said === "" || this.#object === undefined) {
      return;
    }
    const id = crypto.randomUUID();
    const { name } = this.#form;
    this.#push({ id, time: Date.now(), name, text: said, isMine: true, sent: false });
    this.#object.send("say", { id, from: this.me, name, text: said }).catch((error) => {
      this.problem = `Not said: ${failureText(error)}`;
    });
  }

  protected override async ready(mc: MultiConnection): Promise<void> {
    this.#participants.clear();
    this.#known = false;
    const object = await mc.sharedObject(`room_${this.#form.room}`);
    this.#object = object;
    for (const [slot, value] of Object.entries(object.data)) {
      this.#participants.heard(slot, value);
    }
    object.on("sync", ({ changes }) => {
      for (const { code, slot } of changes) {
        code === "clear" ? this.#lookAtAll() : this.#look(slot ?? "");
      }
      this.#known = true;
      this.changed();
    });
    object.on("message", ({ handler, args }) => handler === "say" && this.#heard(args[0]));
    this.#tell();
    this.#stopBeats = this.every(BEAT_MS, () => this.#onBeat());
  }

  protected override ended(): void {
    this.#stopBeats();
    this.#object = undefined;
    this.#stream = undefined;
    this.#participants.clear();
    this.#playbacks.clear();
  }

  async #play(stream: string, signal: AbortSignal): Promise<PlayedStream> {
    if (this.mc === undefined) {
      throw new TypeError("You are not in the room any more.");
    }
    return this.mc.play(stream, { signal, timeout: 8000 });
  }

  #onBeat(): void {
    for (const id of this.#participants.sweep()) {
      void this.#object?.delete([id]).catch(() => {});
      this.#look(id);
    }
    this.#tell();
  }

  /** Tells the others that, and how, one is there. */
  #tell(): void {
    const stream = this.#stream?.name;
    const slot = slotOf({ name: this.#form.name, ...(stream !== undefined && { stream }) }, this.#beat++);
    this.#object?.set([this.me], slot).catch((error) => {
      this.problem = failureText(error);
    });
    this.#look(this.me);
    this.changed();
  }

  #hidden(stream: PublishedStream): void {
    if (this.#stream === stream) {
      this.#stream = undefined;
      this.#tell();
    }
  }

  #look(slot: string): void {
    const { came, left } = this.#participants.heard(slot, this.#object?.data[slot]);
    if (left?.stream !== undefined) {
      this.#playbacks.delete(left.stream);
    }
    const who = came ?? left;
    if (who !== undefined && !who.isMe && this.#known) {
      this.#happened(`${who.name} ${came === undefined ? "has left" : "is here"}.`);
    } else if (left?.isMe && this.#object !== undefined) {
      // Somebody took this one for gone.
      this.#tell();
    }
  }

  #lookAtAll(): void {
    const slots = this.#object?.data ?? {};
    for (const slot of new Set([...Object.keys(slots), ...this.participants.map(({ id }) => id)])) {
      this.#look(slot);
    }
  }

  /** What came may be anything. */
  #heard(message: Value): void {
    const { id, from, name, text } = (message ?? {}) as { [key: string]: Value };
    if (typeof id !== "string" || typeof name !== "string" || typeof text !== "string") {
      return;
    }
    const known = this.#lines.find((line) => line.id === id);
    if (known !== undefined) {
      known.sent = true;
      this.changed();
    } else {
      const line = { id, time: Date.now(), name: name.slice(0, 60), text: text.slice(0, MAX_TEXT) };
      this.#push({ ...line, isMine: from === this.me, sent: true });
    }
  }

  #happened(text: string): void {
    this.#push({ id: crypto.randomUUID(), time: Date.now(), text, isMine: false, sent: true });
  }

  #push(line: Line): void {
    this.#lines = [...this.#lines, line].slice(-MAX_LINES);
    this.changed();
  }
}

/** How long a farewell may take, in milliseconds. */
const LEAVE_MS = 1000;
