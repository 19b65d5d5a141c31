import { MultiConnection } from "../connection/multi-connection.ts";
import type { TrackLike } from "../publish/media-options.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import { Devices, deviceErrorText, type Kind, NONE } from "./devices.ts";
import { define, ShadowElement, setText } from "./element.ts";
import { LevelMeter } from "./level-meter.ts";
import { type GoLivePhase, type GoLiveServer, type GoLiveView, PublisherController } from "./publisher-controller.ts";
import { PUBLISHER_CSS } from "./publisher-css.ts";
import { PUBLISHER_MARKUP } from "./publisher-markup.ts";
import { clock, gatewayOf, serverList } from "./settings.ts";
import { SHARED_CSS } from "./shared-css.ts";
import type { TextKey } from "./texts/en.ts";

const LABELS: { readonly [phase in GoLivePhase]: TextKey } = {
  idle: "goLive",
  failed: "goLive",
  starting: "cancel",
  live: "stop",
  stopping: "stopping",
};

/**
 * `<multi-connection-publisher gateway servers name>`: publishes a camera and a microphone to every server of a list.
 *
 * Events bubble. Their `detail` is that of the SDK's events.
 *
 * @tagname multi-connection-publisher
 * @attr {string} gateway - URL of the gateway's WebSocket; default `/v1` on the host of the script or page
 * @attr {string} servers - RTMP URLs and names of the gateway's pools, separated by spaces or commas
 * @attr {string} name - name of the stream
 * @fires {CustomEvent<{ phase: GoLivePhase }>} statechange - the view has another phase
 * @fires {CustomEvent<NetStatus>} status - status of a server
 * @fires {CustomEvent<Server>} server - a server has another state
 * @fires {CustomEvent<LinkState>} link - the connection to the gateway has another state
 * @fires {CustomEvent<unknown>} error - the stream cannot be published
 * @csspart panel
 * @csspart stage
 * @csspart preview
 * @csspart allow-button
 * @csspart badge
 * @csspart time
 * @csspart meter
 * @csspart device
 * @csspart camera
 * @csspart microphone
 * @csspart message
 * @csspart servers
 * @csspart server
 * @csspart host
 * @csspart state
 * @csspart why
 * @csspart live-button
 * @cssprop --mc-accent - accent colour
 * @cssprop --mc-on-accent - colour of text on the accent colour
 * @cssprop --mc-radius - radius of corners
 * @cssprop --mc-font - font family
 * @cssprop --mc-focus - colour of the focus ring
 * @cssprop --mc-surface - background
 * @cssprop --mc-sunken - background of sunken areas
 * @cssprop --mc-line - colour of lines
 * @cssprop --mc-text - colour of text
 * @cssprop --mc-muted - colour of secondary text
 * @cssprop --mc-color-scheme - color-scheme
 */
export class PublisherElement extends ShadowElement {
  readonly #devices = new Devices((kind) => this.#trackChanged(kind));
  readonly #controller: PublisherController;
  #level: LevelMeter | undefined;

  constructor() {
    super(PUBLISHER_MARKUP, SHARED_CSS, PUBLISHER_CSS);
    this.#controller = new PublisherController((gateway) => new MultiConnection(gateway), {
      texts: () => this.texts,
      changed: (view) => this.#render(view),
      emit: (type, detail) => this.emit(type, detail),
    });
    this.partElement("allow-button").addEventListener("click", () => void this.preview());
    this.partElement("live-button").addEventListener("click", () => void this.#toggle());
    this.#chooser("video").addEventListener("change", () => void this.#choose("video"));
    this.#chooser("audio").addEventListener("change", () => void this.#choose("audio"));
  }

  /** @internal */
  connectedCallback(): void {
    // Not in the constructor, where an element must not have attributes.
    this.localize();
    this.#render(this.#controller.view);
    this.upgrade("gateway", "servers", "name", "video", "audio");
    void this.#renderDevices("video");
    void this.#renderDevices("audio");
    void this.#previewIfAllowed();
  }

  /** @internal */
  disconnectedCallback(): void {
    void this.stop();
    this.#devices.close();
    this.#level?.close();
    this.#level = undefined;
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

  /** Stream name, or stream key. */
  get name(): string {
    return this.text("name");
  }

  set name(name: string) {
    this.setAttribute("name", name);
  }

  /** Video track of the page, such as a canvas or a screen; undefined lets the user select a camera. */
  get video(): TrackLike | undefined {
    return this.#devices.track("video");
  }

  set video(track: TrackLike | undefined) {
    this.#devices.give("video", track);
  }

  /** Audio track of the page; undefined lets the user select a microphone. */
  get audio(): TrackLike | undefined {
    return this.#devices.track("audio");
  }

  set audio(track: TrackLike | undefined) {
    this.#devices.give("audio", track);
  }

  /** The published stream; undefined if none is published. */
  get stream(): PublishedStream | undefined {
    return this.#controller.stream;
  }

  /** The current view. */
  get view(): GoLiveView {
    return this.#controller.view;
  }

  /** Opens camera and microphone and shows a preview. Asks the user for permission. */
  async preview(): Promise<void> {
    this.toggleAttribute("data-asked", true);
    const failures = await Promise.all([this.#open("video"), this.#open("audio")]);
    setText(this.partElement("message"), failures.filter((text) => text !== "").join(" "));
    await Promise.all([this.#renderDevices("video"), this.#renderDevices("audio")]);
    this.toggleAttribute("data-asked", this.#devices.track("video") !== undefined);
  }

  /** Goes live on all servers that can be reached. Fulfilled after the attempt; see {@link view} and the events. */
  async publish(): Promise<void> {
    await this.preview();
    const [video, audio] = [this.#devices.track("video"), this.#devices.track("audio")];
    if (video === undefined && audio === undefined) {
      return;
    }
    const servers = serverList(this.getAttribute("servers"));
    await this.#controller.publish({ gateway: this.gateway, servers, name: this.name, video, audio });
  }

  /** Ends the stream on every server. */
  async stop(): Promise<void> {
    await this.#controller.stop();
  }

  async #previewIfAllowed(): Promise<void> {
    // Without the Permissions API the preview starts with the button.
    const allowed = await Devices.isAllowed().catch(() => false);
    if (allowed && this.isConnected) {
      await this.preview();
    }
  }

  async #toggle(): Promise<void> {
    const { phase } = this.#controller.view;
    await (phase === "idle" || phase === "failed" ? this.publish() : this.stop());
  }

  async #open(kind: Kind): Promise<string> {
    try {
      await this.#devices.open(kind);
      return "";
    } catch (error) {
      return deviceErrorText(kind, error, this.texts);
    }
  }

  async #choose(kind: Kind): Promise<void> {
    try {
      await this.#devices.choose(kind, this.#chooser(kind).value);
      setText(this.partElement("message"), "");
    } catch (error) {
      setText(this.partElement("message"), deviceErrorText(kind, error, this.texts));
    }
  }

  #trackChanged(kind: Kind): void {
    const track = this.#devices.track(kind);
    this.toggleAttribute(`data-${kind}`, track !== undefined);
    if (track !== undefined && this.#controller.stream?.formats[kind] !== undefined) {
      this.#controller.attach({ [kind]: track });
    }
    this.#chooser(kind).closest("label")?.toggleAttribute("hidden", this.#devices.isGiven(kind));
    const noChoice = this.#devices.isGiven("video") && this.#devices.isGiven("audio");
    this.partElement("devices").toggleAttribute("hidden", noChoice);
    if (kind === "video") {
      this.#showVideo(track);
    } else {
      this.#level?.close();
      const meter = this.partElement("meter");
      this.#level = track && new LevelMeter(track, (level) => meter.style.setProperty("--level", level.toFixed(2)));
    }
  }

  #showVideo(track: MediaStreamTrack | undefined): void {
    const camera = !this.#devices.isGiven("video") && track?.getSettings().facingMode !== "environment";
    this.toggleAttribute("data-mirrored", camera);
    const preview = this.partElement<HTMLVideoElement>("preview");
    preview.srcObject = track === undefined ? null : new MediaStream([track]);
  }

  async #renderDevices(kind: Kind): Promise<void> {
    const { camera, microphone, noCamera, noMicrophone } = this.texts;
    const [device, no] = kind === "video" ? [camera, noCamera] : [microphone, noMicrophone];
    const none = { id: NONE, label: no };
    const found = await this.#devices.choices(kind, device);
    const first = found.length === 0 ? [{ id: "", label: device }] : found;
    const options = [...first, none].map(({ id, label }) => new Option(label, id));
    const chooser = this.#chooser(kind);
    chooser.replaceChildren(...options);
    chooser.value = this.#devices.chosen(kind) || (first[0]?.id ?? "");
  }

  #chooser(kind: Kind): HTMLSelectElement {
    return this.partElement<HTMLSelectElement>(kind === "video" ? "camera" : "microphone");
  }

  #render({ phase, servers, seconds, dropping, linked, message }: GoLiveView): void {
    this.dataset.phase = phase;
    const button = this.partElement<HTMLButtonElement>("live-button");
    setText(button, this.texts[LABELS[phase]]);
    button.disabled = phase === "stopping";
    setText(this.partElement("time"), clock(seconds));
    const slow = dropping ? this.texts.slowUplink : "";
    setText(this.partElement("warning"), linked ? slow : this.texts.reconnecting);
    if (message !== undefined || phase !== "idle") {
      setText(this.partElement("message"), message ?? "");
    }
    this.#renderServers(servers);
  }

  #renderServers(servers: readonly GoLiveServer[]): void {
    const list = this.partElement("servers");
    while (list.children.length > servers.length) {
      list.lastElementChild?.remove();
    }
    for (const [i, { host, state, cause, text }] of servers.entries()) {
      const item = list.children[i] ?? list.appendChild(this.#serverItem());
      const [name, word, why] = item.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
      (item as HTMLElement).dataset.state = state;
      setText(name, host);
      setText(word, this.texts[`state${state}`]);
      setText(why, cause === undefined ? (text ?? "") : this.texts[`cause-${cause}`]);
      why.title = text ?? "";
    }
  }

  #serverItem(): HTMLLIElement {
    const item = this.ownerDocument.createElement("li");
    item.setAttribute("part", "server");
    for (const part of ["host", "state", "why"]) {
      const span = this.ownerDocument.createElement("span");
      span.setAttribute("part", part);
      item.append(span);
    }
    return item;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "multi-connection-publisher": PublisherElement;
  }
}

define("multi-connection-publisher", PublisherElement);
