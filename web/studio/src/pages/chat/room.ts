import type {
  MultiConnection,
  PlayedStream,
  PublishedStream,
  ServerAddress,
  SharedObject,
  Value,
} from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { Playback } from "../../shared/playback/playback.ts";
import { failureText, ServerSession } from "../../shared/servers/server-session.ts";
import { HEARTBEAT_MS, type Participant, Participants, slotOf } from "./participants.ts";
import type { RoomMedia } from "./room-media.ts";

/** User and room to join. */
export interface RoomForm {
  name: string;
  /** Letters, digits, `-` and `_`. */
  room: string;
}

/** Chat message or notice. */
export interface ChatLine {
  readonly id: string;
  /** Local time of arrival, in milliseconds since 1970. */
  readonly time: number;
  /** Author of the message. Absent for notices. */
  readonly name?: string;
  readonly text: string;
  readonly isMine: boolean;
  /** Whether a server has delivered the message. The user's own messages are shown before that. */
  sent: boolean;
}

const MAX_LINES = 300;

/** Maximum length of a message in characters. */
export const MAX_TEXT = 1000;

/** Attempts to play a video: its stream may have just started, and servers may be slow. */
const PLAY_ATTEMPTS = 5;

/** Format of the published video and audio. */
const FORMAT = { width: 640, height: 360, frameRate: 25, videoBitrate: 600_000, audioBitrate: 64_000 };

/** Timer of {@link Room}: calls back at an interval in milliseconds, also in hidden tabs, until stopped. */
export type Ticker = (ms: number, tick: () => void) => () => void;

/**
 * Room for video chat: a shared object with one slot per participant, and a stream for each participant with video or audio.
 * A participant deletes its slot when it leaves; the others delete the slots of participants that are gone.
 */
export class Room extends ServerSession {
  readonly me = `p${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
  readonly #participants: Participants;
  #form: RoomForm = { name: "", room: "" };
  #object: SharedObject | undefined;
  #stream: PublishedStream | undefined;
  #lines: ChatLine[] = [];
  #heartbeat = 0;
  #stopHeartbeats: () => void = () => {};
  #isLoaded = false;
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

  /** The user first, then the others by name. */
  get participants(): Participant[] {
    return this.#participants.list;
  }

  /** Messages and notices, oldest first. */
  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  /** Whether the user's stream is published. */
  get isShown(): boolean {
    return this.#stream !== undefined;
  }

  /** Playback of a participant's stream; undefined if there is none. */
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

  /** Joins a room. */
  async join(gateway: string, servers: ServerAddress[], form: RoomForm): Promise<void> {
    this.#form = { name: form.name.trim(), room: form.room.trim() };
    this.#lines = [];
    await this.connect(gateway, servers);
  }

  /** Leaves the room, and notifies the others. */
  async leave(): Promise<void> {
    const object = this.#object;
    this.#object = undefined;
    this.#stopHeartbeats();
    if (object !== undefined) {
      // Waits only briefly: the page may be closing.
      await Promise.race([
        object.delete([this.me]).catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, LEAVE_MS)),
      ]);
    }
    await this.disconnect();
  }

  /** Publishes the user's video and audio until {@link hide} or the end of the session. */
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
      stream.on("close", () => this.#onHidden(stream));
      stream.on("error", (error) => {
        this.problem = failureText(error);
      });
      this.#refresh();
    } catch (error) {
      this.problem = t("chat.invisible", { reason: failureText(error) });
    }
  }

  /** Stops publishing. */
  async hide(): Promise<void> {
    await this.#stream?.close();
  }

  /** Sends a message to all participants. {@link lines} contains it immediately. */
  say(text: string): void {
    const message = text.trim().slice(0, MAX_TEXT);
    if (message === "" || this.#object === undefined) {
      return;
    }
    const id = crypto.randomUUID();
    const { name } = this.#form;
    this.#push({ id, time: Date.now(), name, text: message, isMine: true, sent: false });
    this.#object.send("say", { id, from: this.me, name, text: message }).catch((error) => {
      this.problem = t("chat.notSent", { reason: failureText(error) });
    });
  }

  protected override async ready(mc: MultiConnection): Promise<void> {
    this.#participants.clear();
    this.#isLoaded = false;
    const object = await mc.sharedObject(`room_${this.#form.room}`);
    this.#object = object;
    for (const [slot, value] of Object.entries(object.data)) {
      this.#participants.update(slot, value);
    }
    object.on("sync", ({ changes }) => {
      for (const { code, slot } of changes) {
        code === "clear" ? this.#updateAll() : this.#update(slot ?? "");
      }
      this.#isLoaded = true;
      this.changed();
    });
    object.on("message", ({ handler, args }) => handler === "say" && this.#receive(args[0]));
    this.#refresh();
    this.#stopHeartbeats = this.every(HEARTBEAT_MS, () => this.#onHeartbeat());
  }

  protected override ended(): void {
    this.#stopHeartbeats();
    this.#object = undefined;
    this.#stream = undefined;
    this.#participants.clear();
    this.#playbacks.clear();
  }

  async #play(stream: string, signal: AbortSignal): Promise<PlayedStream> {
    if (this.mc === undefined) {
      throw new TypeError(t("chat.over"));
    }
    return this.mc.play(stream, { signal, timeout: 8000 });
  }

  #onHeartbeat(): void {
    for (const id of this.#participants.sweep()) {
      void this.#object?.delete([id]).catch(() => {});
      this.#update(id);
    }
    this.#refresh();
  }

  /** Writes the user's slot, which tells the others that the user is present. */
  #refresh(): void {
    const stream = this.#stream?.name;
    const slot = slotOf({ name: this.#form.name, ...(stream !== undefined && { stream }) }, this.#heartbeat++);
    this.#object?.set([this.me], slot).catch((error) => {
      this.problem = failureText(error);
    });
    this.#update(this.me);
    this.changed();
  }

  #onHidden(stream: PublishedStream): void {
    if (this.#stream === stream) {
      this.#stream = undefined;
      this.#refresh();
    }
  }

  #update(slot: string): void {
    const { joined, left } = this.#participants.update(slot, this.#object?.data[slot]);
    if (left?.stream !== undefined) {
      this.#playbacks.delete(left.stream);
    }
    const participant = joined ?? left;
    if (participant !== undefined && !participant.isMe && this.#isLoaded) {
      this.#notice(t(joined === undefined ? "chat.left" : "chat.joined", { name: participant.name }));
    } else if (left?.isMe && this.#object !== undefined) {
      // Another client considered the user gone and deleted the slot.
      this.#refresh();
    }
  }

  #updateAll(): void {
    const slots = this.#object?.data ?? {};
    for (const slot of new Set([...Object.keys(slots), ...this.participants.map(({ id }) => id)])) {
      this.#update(slot);
    }
  }

  /** Handles a message, whose content is not trusted. */
  #receive(message: Value): void {
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

  #notice(text: string): void {
    this.#push({ id: crypto.randomUUID(), time: Date.now(), text, isMine: false, sent: true });
  }

  #push(line: ChatLine): void {
    this.#lines = [...this.#lines, line].slice(-MAX_LINES);
    this.changed();
  }
}

/** Timeout of leaving, in milliseconds. */
const LEAVE_MS = 1000;
