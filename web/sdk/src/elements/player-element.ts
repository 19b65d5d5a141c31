import { MultiConnection } from "../connection/multi-connection.ts";
import type { PlayedStream, Player } from "../play/played-stream.ts";
import { define, ShadowElement, setText } from "./element.ts";
import { icons } from "./icons.ts";
import { PlayerController, type WatchPhase, type WatchSettings, type WatchView } from "./player-controller.ts";
import { PLAYER_CSS } from "./player-css.ts";
import { PLAYER_MARKUP } from "./player-markup.ts";
import { clock, gatewayOf, numberOr, serverList } from "./settings.ts";
import { SHARED_CSS } from "./shared-css.ts";

/** Time without pointer movement after which the controls are hidden, in milliseconds. */
const HIDE_MS = 2800;
const STEP_SECONDS = 5;

/** Phases in which the stream can be paused. */
const PAUSABLE: ReadonlySet<WatchPhase> = new Set<WatchPhase>(["playing", "waiting", "loading"]);

/**
 * `<multi-connection-player gateway servers name start latency poster muted autoplay controls>`: plays a stream from
 * the first server that has it, with failover to the others.
 *
 * Events bubble. Their `detail` is that of the SDK's events.
 *
 * @tagname multi-connection-player
 * @attr {string} gateway - URL of the gateway's WebSocket; default `/v1` on the host of the script or page
 * @attr {string} servers - RTMP URLs and names of the gateway's pools, separated by spaces or commas
 * @attr {string} name - name of the stream
 * @attr {number} start - -1 (default) live, -2 live or recorded, from 0 the position in the recording in seconds
 * @attr {number} latency - distance to the live edge in seconds; default 0.4
 * @attr {boolean} autoplay - as for video
 * @attr {boolean} muted - as for video
 * @attr {boolean} controls - as for video
 * @attr {string} poster - as for video
 * @fires {CustomEvent<{ phase: WatchPhase }>} statechange - the view has another phase
 * @fires {CustomEvent<NetStatus>} status - status of a server
 * @fires {CustomEvent<DataMessage>} data - metadata, cue point or other data message
 * @fires {CustomEvent<Failover>} failover - another server plays
 * @fires {CustomEvent<null>} muted - the browser has muted the player until the user asks for sound
 * @fires {CustomEvent<LinkState>} link - the connection to the gateway has another state
 * @fires {CustomEvent<unknown>} error - the stream cannot be played, or an operation failed
 * @csspart frame
 * @csspart video
 * @csspart shade
 * @csspart badge
 * @csspart latency
 * @csspart notice
 * @csspart spinner
 * @csspart start-button
 * @csspart message
 * @csspart retry-button
 * @csspart unmute-button
 * @csspart controls
 * @csspart seek
 * @csspart play-button
 * @csspart mute-button
 * @csspart volume
 * @csspart time
 * @csspart server
 * @csspart fullscreen-button
 * @cssprop --mc-accent - accent colour
 * @cssprop --mc-on-accent - colour of text on the accent colour
 * @cssprop --mc-radius - radius of corners
 * @cssprop --mc-font - font family
 * @cssprop --mc-focus - colour of the focus ring
 * @cssprop --mc-fit - object-fit of the video
 */
export class PlayerElement extends ShadowElement {
  static readonly observedAttributes = ["muted", "poster", "controls", "gateway", "servers", "name", "start"];

  readonly #video: HTMLVideoElement;
  readonly #controller: PlayerController;
  #connection: MultiConnection | undefined;
  #hide: ReturnType<typeof setTimeout> | undefined;
  #seeking = false;
  #restarting = false;
  readonly #renderFullscreen = (): void => {
    const full = this.ownerDocument.fullscreenElement === (this as Element);
    const icon = full ? icons.leave : icons.enter;
    this.renderButton("fullscreen-button", full ? this.texts.leaveFullScreen : this.texts.fullScreen, icon);
  };

  constructor() {
    super(PLAYER_MARKUP, SHARED_CSS, PLAYER_CSS);
    this.#video = this.partElement<HTMLVideoElement>("video");
    this.#controller = new PlayerController(this.#video, (gateway) => new MultiConnection(gateway), {
      texts: () => this.texts,
      changed: (view) => this.#render(view),
      emit: (type, detail) => this.emit(type, detail),
    });
    this.#listen();
  }

  /** @internal */
  connectedCallback(): void {
    // Not in the constructor, where an element must not have attributes.
    this.localize();
    this.#render(this.#controller.view);
    this.#renderSound();
    this.#renderFullscreen();
    this.upgrade("connection", "gateway", "servers", "name", "muted", "volume");
    this.ownerDocument.addEventListener("fullscreenchange", this.#renderFullscreen);
    if (this.hasAttribute("autoplay")) {
      void this.play();
    }
  }

  /** @internal */
  disconnectedCallback(): void {
    this.ownerDocument.removeEventListener("fullscreenchange", this.#renderFullscreen);
    clearTimeout(this.#hide);
    this.stop();
  }

  /** @internal */
  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (name === "muted") {
      this.#video.muted = value !== null;
    } else if (name === "poster") {
      value === null ? this.#video.removeAttribute("poster") : this.#video.setAttribute("poster", value);
    } else if (name !== "controls" && before !== value && this.#controller.view.phase !== "idle") {
      this.#restart();
    }
  }

  get gateway(): string {
    return gatewayOf(this.getAttribute("gateway"));
  }

  set gateway(url: string) {
    this.setAttribute("gateway", url);
  }

  /** Server URLs and names of pools, separated by spaces or commas. */
  get servers(): string {
    return this.text("servers");
  }

  set servers(servers: string | readonly string[]) {
    this.setAttribute("servers", typeof servers === "string" ? servers : servers.join(" "));
  }

  /** Stream name. */
  get name(): string {
    return this.text("name");
  }

  set name(name: string) {
    this.setAttribute("name", name);
  }

  get muted(): boolean {
    return this.#video.muted;
  }

  set muted(muted: boolean) {
    this.#video.muted = muted;
  }

  /** Volume from 0 to 1. */
  get volume(): number {
    return this.#video.volume;
  }

  set volume(volume: number) {
    this.#video.volume = Math.min(1, Math.max(0, volume));
  }

  /** Connection of the page, which the element uses instead of its own. The element does not close it. */
  get connection(): MultiConnection | undefined {
    return this.#connection;
  }

  set connection(connection: MultiConnection | undefined) {
    this.#connection = connection;
  }

  /** The played stream; undefined if none is played. */
  get stream(): PlayedStream | undefined {
    return this.#controller.stream;
  }

  get player(): Player | undefined {
    return this.#controller.player;
  }

  /** The current view. */
  get view(): WatchView {
    return this.#controller.view;
  }

  /** Position in seconds. */
  get currentTime(): number {
    return this.#controller.stream?.time ?? 0;
  }

  /** Plays or resumes; a live stream at its live edge. Fulfilled after the attempt; see {@link view} and the events. */
  play(): Promise<void> {
    return this.#controller.play(this.#settings());
  }

  pause(): Promise<void> {
    return this.#controller.pause();
  }

  /**
   * Seeks in a recording.
   *
   * @param seconds position from the beginning
   */
  seek(seconds: number): Promise<void> {
    return this.#controller.seek(seconds);
  }

  /** Stops the stream, closes the connection and shows the poster again. */
  stop(): void {
    this.#controller.stop();
  }

  #settings(): WatchSettings {
    return {
      gateway: this.gateway,
      servers: serverList(this.getAttribute("servers")),
      name: this.name,
      start: numberOr(this.getAttribute("start"), -1),
      latency: numberOr(this.getAttribute("latency"), undefined),
      connection: this.#connection,
    };
  }

  /** Restarts in a microtask, so that several changed attributes cause one restart. */
  #restart(): void {
    if (!this.#restarting) {
      this.#restarting = true;
      queueMicrotask(() => {
        this.#restarting = false;
        this.stop();
        void this.play();
      });
    }
  }

  #toggle(): void {
    void (PAUSABLE.has(this.#controller.view.phase) && this.#controller.player !== undefined
      ? this.pause()
      : this.play());
  }

  #listen(): void {
    const click = (part: string, run: () => void) => this.partElement(part).addEventListener("click", run);
    click("start-button", () => void this.play());
    click("retry-button", () => void this.play());
    click("play-button", () => this.#toggle());
    click("mute-button", () => this.#setSound(this.#video.muted || this.#video.volume === 0));
    click("unmute-button", () => this.#setSound(true));
    click("fullscreen-button", () => void this.#toggleFullscreen());
    const volume = this.partElement<HTMLInputElement>("volume");
    volume.addEventListener("input", () => {
      this.#video.volume = Number(volume.value);
      this.#video.muted = Number(volume.value) === 0;
    });
    const seek = this.partElement<HTMLInputElement>("seek");
    seek.addEventListener("input", () => {
      this.#seeking = true;
      this.#renderTime(Number(seek.value), this.#controller.view.duration);
    });
    seek.addEventListener("change", () => {
      this.#seeking = false;
      void this.seek(Number(seek.value));
    });
    this.#video.addEventListener("volumechange", () => this.#renderSound());
    this.#video.addEventListener("click", () => this.hasAttribute("controls") && this.#onClick());
    this.#video.addEventListener("dblclick", () => this.hasAttribute("controls") && void this.#toggleFullscreen());
    this.addEventListener("keydown", (event) => this.#key(event));
    for (const type of ["pointermove", "pointerdown", "focusin"]) {
      this.addEventListener(type, () => this.#showControls());
    }
    this.addEventListener("pointerleave", () => this.toggleAttribute("data-quiet", true));
  }

  /** A tap that shows the controls does not pause. */
  #onClick(): void {
    if (!matchMedia("(hover: none)").matches || this.#controller.view.phase === "idle") {
      this.#toggle();
    }
  }

  #setSound(on: boolean): void {
    this.#video.muted = !on;
    if (on && this.#video.volume === 0) {
      this.#video.volume = 1;
    }
  }

  async #toggleFullscreen(): Promise<void> {
    const { ownerDocument } = this;
    await (ownerDocument.fullscreenElement === (this as Element)
      ? ownerDocument.exitFullscreen()
      : this.requestFullscreen()
    ).catch(
      // Fullscreen is not allowed in this frame: the button has no effect.
      () => {},
    );
  }

  #key(event: KeyboardEvent): void {
    const on = event.composedPath()[0];
    const slider = on instanceof HTMLInputElement;
    const button = on instanceof HTMLButtonElement;
    if (!this.hasAttribute("controls") || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const actions: { [key: string]: (() => void) | false } = {
      " ": !button && (() => this.#toggle()),
      k: () => this.#toggle(),
      m: () => this.#setSound(this.#video.muted),
      f: () => void this.#toggleFullscreen(),
      ArrowLeft: !slider && (() => this.#step(-STEP_SECONDS)),
      ArrowRight: !slider && (() => this.#step(STEP_SECONDS)),
      ArrowUp: !slider && (() => this.#showLevel(0.1)),
      ArrowDown: !slider && (() => this.#showLevel(-0.1)),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action) {
      event.preventDefault();
      this.#showControls();
      action();
    }
  }

  #step(seconds: number): void {
    const { live, duration = 0 } = this.#controller.view;
    if (!live) {
      void this.seek(Math.min(duration, Math.max(0, this.currentTime + seconds)));
    }
  }

  #showLevel(by: number): void {
    this.volume = this.#video.volume + by;
    this.#video.muted = this.#video.volume === 0;
  }

  /** Shows the controls, and hides them after a while. */
  #showControls(): void {
    clearTimeout(this.#hide);
    this.removeAttribute("data-quiet");
    this.#hide = setTimeout(() => this.toggleAttribute("data-quiet", true), HIDE_MS);
  }

  #render(view: WatchView): void {
    const { phase, live, latency, server, notice, message, duration } = view;
    if (this.dataset.phase !== phase) {
      this.dataset.phase = phase;
      this.#showControls();
    }
    this.toggleAttribute("data-live", live);
    const moving = PAUSABLE.has(phase);
    const { pause, playAgain, play } = this.texts;
    const label = moving ? pause : phase === "ended" ? playAgain : play;
    this.renderButton("play-button", label, moving ? icons.pause : phase === "ended" ? icons.replay : icons.play);
    setText(this.partElement("message-title"), view.title ?? "");
    setText(this.partElement("message-text"), message ?? "");
    setText(this.partElement("notice"), notice ?? "");
    setText(this.partElement("server"), server ?? "");
    setText(this.partElement("latency"), latency === undefined ? "" : `${latency.toFixed(1)} s`);
    this.toggleAttribute("data-muted-by-browser", view.mutedByBrowser);
    if (!this.#seeking) {
      this.#renderTime(view.time, duration);
    }
  }

  #renderTime(time: number, duration: number | undefined): void {
    const seek = this.partElement<HTMLInputElement>("seek");
    const length = Math.max(duration ?? 0, 0.001);
    seek.hidden = duration === undefined;
    seek.max = String(length);
    seek.value = String(Math.min(time, length));
    seek.style.setProperty("--at", `${(100 * Math.min(time, length)) / length}%`);
    seek.style.setProperty("--ahead", `${(100 * Math.min(time + this.#controller.view.buffered, length)) / length}%`);
    const text = duration === undefined ? clock(time) : `${clock(time)} / ${clock(duration)}`;
    seek.setAttribute("aria-valuetext", text);
    setText(this.partElement("time"), text);
  }

  #renderSound(): void {
    const silent = this.#video.muted || this.#video.volume === 0;
    this.renderButton("mute-button", silent ? this.texts.soundOn : this.texts.mute, silent ? icons.muted : icons.sound);
    const volume = this.partElement<HTMLInputElement>("volume");
    volume.value = String(silent ? 0 : this.#video.volume);
    volume.style.setProperty("--at", `${Number(volume.value) * 100}%`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "multi-connection-player": PlayerElement;
  }
}

define("multi-connection-player", PlayerElement);
