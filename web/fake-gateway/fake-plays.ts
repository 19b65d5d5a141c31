import type { Request, State, WireValue } from "../sdk/src/wire/protocol.ts";
import { type FakeMedia, type FlvTag, isKeyframe, mediaFrame } from "./fake-media.ts";
import type { FakeReplies } from "./fake-replies.ts";

type PlayRequest = Extract<Request, { type: "play" | "pause" | "seek" | "receive" | "bufferTime" }> & { id: number };

/** Parts of a fake session that its played streams use. */
export interface PlaySession {
  readonly servers: ReadonlyArray<{ url: string; behaviour: string; state: State }>;
  readonly replies: FakeReplies;
  /** Names of streams that exist although they begin with `missing`. */
  readonly published: ReadonlySet<string>;
  frame(frame: Uint8Array<ArrayBuffer>): void;
  lose(server: number): void;
}

/** A played stream. Times are in milliseconds. */
interface Play {
  stream: number;
  name: string;
  order: number[];
  server: number;
  media: FakeMedia;
  live: boolean;
  /** Whether servers do not take part in pauses, as the gateway plays the stream for several sessions. */
  shared: boolean;
  /** Playback position of the servers, from the beginning of the media. */
  position: number;
  /** End of the media sent so far, exclusive. */
  sent: number;
  /** Offset from the file's time to timestamps. */
  base: number;
  end: number;
  done: boolean;
  ahead: number;
  paused: boolean;
  audio: boolean;
  video: boolean;
  /** Whether video is held back until the next keyframe. */
  resync: boolean;
  playedMs: number;
}

/** Age of a live stream when a client starts to play it, in milliseconds. */
const LIVE_SINCE = 60_000;

/** Milliseconds of playback after which a server called `lost` drops its connection. */
const LOST_AFTER = 4000;

/** Duration of a failover, and the part of it that shows in timestamps, in milliseconds. */
const GAP = 120;
const STEP = 20;

/**
 * Plays a file as the servers' stream: live in a loop, or as a recording. The stream's name selects variants: `missing…`
 * exists on no server until it is published (`published` of the gateway), `audio-only…` and `video-only…` have one track,
 * `recording…` is not live. `no-config…` lacks codec configurations, and `no-keyframe…` keyframes.
 */
export class FakePlays {
  readonly #plays = new Map<number, Play>();

  constructor(
    readonly session: PlaySession,
    readonly media: FakeMedia | undefined,
  ) {}

  request(request: PlayRequest): void {
    if (request.type === "play") {
      this.#begin(request);
      return;
    }
    const play = this.#plays.get(request.stream);
    if (play === undefined || (request.type === "seek" && play.live)) {
      this.session.replies.error(request.id, "bad-state", `${request.type} of stream ${request.stream}`);
      return;
    }
    switch (request.type) {
      case "pause":
        this.#pause(play, request.paused);
        break;
      case "seek":
        this.#status(play, "NetStream.Seek.Notify", `Seeking ${request.position}.`);
        this.session.replies.result(request.id);
        this.#from(play, request.position * 1000);
        return;
      case "receive":
        play.resync ||= request.video === true;
        play.audio = request.audio ?? play.audio;
        play.video = request.video ?? play.video;
        break;
      case "bufferTime":
        play.ahead = request.buffer * 1000;
        break;
    }
    this.session.replies.result(request.id);
  }

  close(stream?: number): void {
    stream === undefined ? this.#plays.clear() : this.#plays.delete(stream);
  }

  /** Lets time pass for all played streams. */
  advance(ms: number): void {
    for (const play of this.#plays.values()) {
      play.position += play.paused && !play.live ? 0 : ms;
      play.playedMs += ms;
      if (!play.paused) {
        this.#send(play);
      }
      if (play.playedMs > LOST_AFTER && this.session.servers[play.server]?.behaviour === "lost") {
        this.session.lose(play.server);
      }
    }
  }

  /** Moves the streams of a lost server to the next server. */
  lost(server: number): void {
    for (const play of this.#plays.values()) {
      if (play.server === server) {
        this.#failOver(play);
      }
    }
  }

  #begin({
    id,
    stream,
    name,
    names,
    servers,
    start = -1,
    length = -1,
    buffer = 3,
  }: PlayRequest & { type: "play" }): void {
    const order = servers ?? this.session.servers.map((_, server) => server);
    const server = order.find((each) => this.#has(each, names?.[each] ?? name, stream));
    const media = this.media;
    if (server === undefined || media === undefined) {
      const description = `No server plays ${name}: ${order.map((each) => this.session.servers[each]?.url).join(", ")}.`;
      this.#say(stream, undefined, "NetStream.Play.Failed", description, "error");
      this.session.replies.error(id, "play-failed", description);
      return;
    }
    const live = start === -1 || (start === -2 && !name.startsWith("recording"));
    const from = live ? LIVE_SINCE : Math.max(0, start) * 1000;
    const end = live
      ? Number.POSITIVE_INFINITY
      : Math.min(media.duration, length < 0 ? media.duration : from + length * 1000);
    const play: Play = {
      ...{ stream, name, order, server, live, end, media: tracksOf(media, name), ahead: buffer * 1000 },
      shared: start === -1,
      ...{
        position: from,
        sent: from,
        base: 0,
        paused: false,
        done: false,
        audio: true,
        video: true,
        resync: true,
        playedMs: 0,
      },
    };
    this.#plays.set(stream, play);
    this.#status(play, "NetStream.Play.Start", `Started playing ${name}.`);
    this.#say(stream, undefined, "NetStream.Play.Start", `Server ${server} plays ${name}.`, "status", { server });
    this.session.replies.result(id, { server });
    this.#from(play, from);
  }

  #has(server: number, name: string, stream: number): boolean {
    const found = this.session.servers[server];
    const isMissing = name.startsWith("missing") && !this.session.published.has(name);
    if (found?.state !== "Live" || isMissing || found.behaviour === "absent") {
      if (found?.state === "Live") {
        this.#say(stream, server, "NetStream.Play.StreamNotFound", `${name} is not there.`, "error");
      }
      return false;
    }
    return true;
  }

  /** Continues at a position: sends metadata, codec configurations, then media from the preceding keyframe. */
  #from(play: Play, position: number): void {
    const { media, live } = play;
    const keyframes = media.frames.filter(isKeyframe).map(({ timestamp }) => timestamp);
    const inFile = live ? position % media.duration : position;
    const keyframe = keyframes.findLast((each) => each <= inFile) ?? inFile;
    play.position = position;
    play.done = false;
    play.sent = position - inFile + keyframe;
    play.resync = true;
    this.#metadata(play);
    for (const config of media.configs) {
      this.#frame(play, { ...config, timestamp: play.sent + play.base });
    }
    this.#send(play);
  }

  #send(play: Play): void {
    const { media, live, end } = play;
    const until = live ? play.position : Math.min(end, play.position + play.ahead);
    for (let loop = Math.floor(play.sent / media.duration); loop * media.duration < until; loop++) {
      const start = loop * media.duration;
      for (const frame of media.frames) {
        const at = start + frame.timestamp;
        if (at >= play.sent && at < until) {
          this.#frame(play, { ...frame, timestamp: at + play.base });
        }
      }
    }
    play.sent = Math.max(play.sent, until);
    if (play.sent >= end && !play.done) {
      play.done = true;
      const info = { level: "status", code: "NetStream.Play.Complete", duration: end / 1000, bytes: 0 };
      this.#data(play, "onPlayStatus", [info]);
      this.#status(play, "NetStream.Play.Stop", `Stopped playing ${play.name}.`);
    }
  }

  #frame(play: Play, tag: FlvTag): void {
    const config = tag.body[1] === 0 && (tag.type === 9 || (tag.body[0] ?? 0) >> 4 === 10);
    if (tag.type === 9 && !config) {
      play.resync &&= !isKeyframe(tag) && !play.name.startsWith("no-keyframe");
    }
    if (config || (tag.type === 8 ? play.audio : play.video && !play.resync)) {
      this.session.frame(mediaFrame(play.stream, tag));
    }
  }

  #pause(play: Play, paused: boolean): void {
    if (!play.shared) {
      const code = `NetStream.${paused ? "Pause" : "Unpause"}.Notify`;
      this.#status(play, code, `${play.name} is ${paused ? "" : "un"}paused.`);
    }
    play.paused = paused;
    if (!paused && play.live) {
      this.#from(play, play.position);
    }
  }

  #failOver(play: Play): void {
    const at = play.order.indexOf(play.server);
    const others = [...play.order.slice(at + 1), ...play.order.slice(0, at)];
    const to = others.find((each) => this.#has(each, play.name, play.stream));
    const from = play.server;
    if (to === undefined) {
      this.#plays.delete(play.stream);
      this.#say(play.stream, undefined, "NetStream.Play.Failed", `No server is left that plays ${play.name}.`, "error");
      return;
    }
    play.server = to;
    play.playedMs = 0;
    this.#status(play, "NetStream.Play.Start", `Started playing ${play.name}.`);
    const more = { from, to, gap: GAP };
    const description = `Server ${to} plays ${play.name} instead of server ${from}.`;
    this.#say(play.stream, undefined, "NetStream.Play.Failover", description, "warning", more);
    // The other server has another position; timestamps continue without a gap, as with the gateway.
    const last = play.sent + play.base;
    const position = play.live ? Math.ceil(play.position / play.media.duration) * play.media.duration : play.position;
    play.base = play.live ? last + STEP - position : play.base;
    this.#from(play, position);
  }

  #metadata(play: Play): void {
    const has = (type: number) => play.media.frames.some((frame) => frame.type === type);
    const metadata = {
      ...(!play.live && { duration: play.media.duration / 1000 }),
      ...(has(9) && { width: 256, height: 144, videocodecid: 7, framerate: 12 }),
      ...(has(8) && { audiocodecid: 10, audiosamplerate: 48_000 }),
    };
    this.#data(play, "onMetaData", [metadata]);
  }

  #data({ stream, server, sent, base }: Play, handler: string, args: WireValue[]): void {
    this.session.replies.emit({ type: "data", server, stream, timestamp: Math.round(sent + base), handler, args });
  }

  #status(play: Play, code: string, description: string): void {
    this.#say(play.stream, play.server, code, description);
  }

  #say(
    stream: number,
    server: number | undefined,
    code: string,
    description: string,
    level: "status" | "warning" | "error" = "status",
    more: { [key: string]: WireValue } = {},
  ): void {
    const from = server === undefined ? {} : { server };
    this.session.replies.emit({ type: "status", stream, ...from, info: { level, code, description, ...more } });
  }
}

function tracksOf(media: FakeMedia, name: string): FakeMedia {
  const type = name.startsWith("audio-only") ? 8 : name.startsWith("video-only") ? 9 : undefined;
  const only = (tags: readonly FlvTag[]) => tags.filter((tag) => type === undefined || tag.type === type);
  const frames = name.startsWith("no-keyframe")
    ? media.frames.filter((tag) => tag.type === 8 || !isKeyframe(tag))
    : only(media.frames);
  return { ...media, configs: name.startsWith("no-config") ? [] : only(media.configs), frames };
}
