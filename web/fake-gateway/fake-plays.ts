import type { News, Request, State, WireValue } from "../sdk/src/wire/protocol.ts";
import { type FakeMedia, type FlvTag, isKeyframe, mediaFrame } from "./fake-media.ts";

type PlayRequest = Extract<Request, { type: "play" | "pause" | "seek" | "receive" | "bufferTime" }> & { id: number };

/** The session, as its plays see it. */
export interface PlaySession {
  readonly servers: ReadonlyArray<{ url: string; behaviour: string; state: State }>;
  news(news: News): void;
  frame(frame: Uint8Array<ArrayBuffer>): void;
  result(id: number, fields?: object): void;
  error(id: number, code: string, message: string): void;
  lose(server: number): void;
}

/** A stream that is played. Times are milliseconds. */
interface Play {
  stream: number;
  name: string;
  order: number[];
  server: number;
  media: FakeMedia;
  live: boolean;
  /** How far the servers would have come by now, from the beginning of what is played. */
  position: number;
  /** Up to where it is sent, exclusive. */
  sent: number;
  /** What is added to the file's time to get a timestamp. */
  base: number;
  end: number;
  done: boolean;
  ahead: number;
  paused: boolean;
  audio: boolean;
  video: boolean;
  /** Whether pictures wait for a keyframe. */
  resync: boolean;
  playedMs: number;
}

/** A live stream has been going for a while when somebody comes. */
const LIVE_SINCE = 60_000;

/** A server called `lost` is lost after so much of a stream. */
const LOST_AFTER = 4000;

/** How long a failover takes, and what is left of that in the stream's time. */
const GAP = 120;
const STEP = 20;

/**
 * Plays a file as if servers had it: live, over and over, or as a recording. A name that begins with `missing` nobody has;
 * one that begins with `audio-only` or `video-only` has one track, and `recording` is not live.
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
      this.session.error(request.id, "bad-state", `${request.type} of stream ${request.stream}`);
      return;
    }
    switch (request.type) {
      case "pause":
        this.#pause(play, request.paused);
        break;
      case "seek":
        this.#status(play, "NetStream.Seek.Notify", `Seeking ${request.position}.`);
        this.session.result(request.id);
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
    this.session.result(request.id);
  }

  close(stream?: number): void {
    stream === undefined ? this.#plays.clear() : this.#plays.delete(stream);
  }

  /** So many milliseconds pass. */
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

  /** A server is gone: what it played the next one plays. */
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
      this.session.error(id, "play-failed", description);
      return;
    }
    const live = start === -1 || (start === -2 && !name.startsWith("recording"));
    const from = live ? LIVE_SINCE : Math.max(0, start) * 1000;
    const end = live
      ? Number.POSITIVE_INFINITY
      : Math.min(media.duration, length < 0 ? media.duration : from + length * 1000);
    const play: Play = {
      ...{ stream, name, order, server, live, end, media: tracksOf(media, name), ahead: buffer * 1000 },
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
    this.session.result(id, { server });
    this.#from(play, from);
  }

  #has(server: number, name: string, stream: number): boolean {
    const found = this.session.servers[server];
    if (found?.state !== "Live" || name.startsWith("missing") || found.behaviour === "absent") {
      if (found?.state === "Live") {
        this.#say(stream, server, "NetStream.Play.StreamNotFound", `${name} is not there.`, "error");
      }
      return false;
    }
    return true;
  }

  /** Goes on from there: metadata, configurations, and the keyframe before it. */
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
      play.resync &&= !isKeyframe(tag);
    }
    if (config || (tag.type === 8 ? play.audio : play.video && !play.resync)) {
      this.session.frame(mediaFrame(play.stream, tag));
    }
  }

  #pause(play: Play, paused: boolean): void {
    this.#status(
      play,
      `NetStream.${paused ? "Pause" : "Unpause"}.Notify`,
      `${play.name} is ${paused ? "" : "un"}paused.`,
    );
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
    // The other server is elsewhere in the stream; the gateway leaves no hole in its time.
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
    this.session.news({ type: "data", server, stream, timestamp: Math.round(sent + base), handler, args });
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
    this.session.news({ type: "status", stream, ...from, info: { level, code, description, ...more } });
  }
}

function tracksOf(media: FakeMedia, name: string): FakeMedia {
  const type = name.startsWith("audio-only") ? 8 : name.startsWith("video-only") ? 9 : undefined;
  const only = (tags: readonly FlvTag[]) => tags.filter((tag) => type === undefined || tag.type === type);
  return { ...media, configs: only(media.configs), frames: only(media.frames) };
}
