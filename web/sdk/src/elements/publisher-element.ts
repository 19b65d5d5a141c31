import { MultiConnection } from "../connection/multi-connection.ts";
import type { TrackLike } from "../publish/media-options.ts";
import type { PublishedStream } from "../publish/published-stream.ts";
import type { State } from "../wire/protocol.ts";
import { connectionSettings } from "./connection-options.ts";
import { Devices, type Kind, NONE, whyNot } from "./devices.ts";
import { define, ShadowElement, setText } from "./element.ts";
import { Level } from "./level-meter.ts";
import { GoLive, type GoLivePhase, type GoLiveServer, type GoLiveView } from "./publisher-controller.ts";
import { PUBLISHER_CSS } from "./publisher-css.ts";
import { PUBLISHER_MARKUP } from "./publisher-markup.ts";
import { clock, gatewayUrl, serverList } from "./settings.ts";
import { SHARED_CSS } from "./shared-css.ts";

const LABELS: { readonly [phase in GoLivePhase]: string } = {
  idle: "Go live",
  failed: "Go live",
  starting: "Cancel",
  live: "Stop",
  stopping: "Stopping …",
};

/** What people read for a server's state, where that is not its name. */
const WORDS: { readonly [state in State]?: string } = { Lagging: "Slow", Recovering: "Reconnecting" };

/**
 * `<multi-connection-publisher gateway servers name>`: a camera and a microphone, live on every server of a list.
 *
 * Events bubble, and their `detail` is the SDK's: `statechange` (`{phase}`), `status`, `server`, `link`, `error`. Parts: see the
 * README.
 */
export class PublisherElement extends ShadowElement {
  readonly #devices = new Devices((kind) => this.#trackChanged(kind));
  readonly #golive: GoLive;
  #level: Level | undefined;

  constructor() {
    super(PUBLISHER_MARKUP, SHARED_CSS, PUBLISHER_CSS);
    this.#golive = new GoLive((gateway) => new MultiConnection(gateway, connectionSettings.options), {
      changed: (view) => this.#render(view),
      tell: (type, detail) => this.emit(type, detail),
    });
    this.inside("allow-button").addEventListener("click", () => void this.preview());
    this.inside("live-button").addEventListener("click", () => void this.#toggle());
    this.#chooser("video").addEventListener("change", () => void this.#choose("video"));
    this.#chooser("audio").addEventListener("change", () => void this.#choose("audio"));
  }

  /** @internal */
  connectedCallback(): void {
    // Not before: an element that is being made has no attributes.
    this.#render(this.#golive.view);
    this.upgrade("gateway", "servers", "name", "video", "audio");
    void this.#offer("video");
    void this.#offer("audio");
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
    return gatewayUrl(this.getAttribute("gateway"));
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

  /** The name, or the key, to publish under. */
  get name(): string {
    return this.text("name");
  }

  set name(name: string) {
    this.setAttribute("name", name);
  }

  /** The page's own picture, such as a canvas or a screen; undefined: the person chooses a camera. */
  get video(): TrackLike | undefined {
    return this.#devices.track("video");
  }

  set video(track: TrackLike | undefined) {
    this.#devices.give("video", track);
  }

  /** The page's own sound; undefined: the person chooses a microphone. */
  get audio(): TrackLike | undefined {
    return this.#devices.track("audio");
  }

  set audio(track: TrackLike | undefined) {
    this.#devices.give("audio", track);
  }

  /** The stream that is published; undefined before and after. */
  get stream(): PublishedStream | undefined {
    return this.#golive.stream;
  }

  /** What it shows now. */
  get view(): GoLiveView {
    return this.#golive.view;
  }

  /** Asks the person for camera and microphone, and shows them. */
  async preview(): Promise<void> {
    this.toggleAttribute("data-asked", true);
    const failures = await Promise.all([this.#open("video"), this.#open("audio")]);
    setText(this.inside("message"), failures.filter((text) => text !== "").join(" "));
    await Promise.all([this.#offer("video"), this.#offer("audio")]);
    this.toggleAttribute("data-asked", this.#devices.track("video") !== undefined);
  }

  /** Goes live on whichever servers are there. Fulfilled when it was tried; see {@link view} and the events. */
  async publish(): Promise<void> {
    await this.preview();
    const [video, audio] = [this.#devices.track("video"), this.#devices.track("audio")];
    if (video === undefined && audio === undefined) {
      return;
    }
    const servers = serverList(this.getAttribute("servers"));
    await this.#golive.publish({ gateway: this.gateway, servers, name: this.name, video, audio });
  }

  /** Ends it on every server. */
  async stop(): Promise<void> {
    await this.#golive.stop();
  }

  async #previewIfAllowed(): Promise<void> {
    // A browser that does not tell is not asked: the person is, by the button.
    const allowed = await Devices.isAllowed().catch(() => false);
    if (allowed && this.isConnected) {
      await this.preview();
    }
  }

  async #toggle(): Promise<void> {
    const { phase } = this.#golive.view;
    await (phase === "idle" || phase === "failed" ? this.publish() : this.stop());
  }

  async #open(kind: Kind): Promise<string> {
    try {
      await this.#devices.open(kind);
      return "";
    } catch (error) {
      return whyNot(kind, error);
    }
  }

  async #choose(kind: Kind): Promise<void> {
    try {
      await this.#devices.choose(kind, this.#chooser(kind).value);
      setText(this.inside("message"), "");
    } catch (error) {
      setText(this.inside("message"), whyNot(kind, error));
    }
  }

  #trackChanged(kind: Kind): void {
    const track = this.#devices.track(kind);
    this.toggleAttribute(`data-${kind}`, track !== undefined);
    if (track !== undefined && this.#golive.stream?.formats[kind] !== undefined) {
      this.#golive.attach({ [kind]: track });
    }
    this.#chooser(kind).closest("label")?.toggleAttribute("hidden", this.#devices.isGiven(kind));
    const noChoice = this.#devices.isGiven("video") && this.#devices.isGiven("audio");
    this.inside("devices").toggleAttribute("hidden", noChoice);
    if (kind === "video") {
      this.#showPicture(track);
    } else {
      this.#level?.close();
      const meter = this.inside("meter");
      this.#level = track && new Level(track, (level) => meter.style.setProperty("--level", level.toFixed(2)));
    }
  }

  #showPicture(track: MediaStreamTrack | undefined): void {
    const camera = !this.#devices.isGiven("video") && track?.getSettings().facingMode !== "environment";
    this.toggleAttribute("data-mirrored", camera);
    const preview = this.inside<HTMLVideoElement>("preview");
    preview.srcObject = track === undefined ? null : new MediaStream([track]);
  }

  async #offer(kind: Kind): Promise<void> {
    const none = { id: NONE, label: kind === "video" ? "No camera" : "No microphone" };
    const found = await this.#devices.choices(kind);
    const first = found.length === 0 ? [{ id: "", label: kind === "video" ? "Camera" : "Microphone" }] : found;
    const options = [...first, none].map(({ id, label }) => new Option(label, id));
    const chooser = this.#chooser(kind);
    chooser.replaceChildren(...options);
    chooser.value = this.#devices.chosen(kind) || (first[0]?.id ?? "");
  }

  #chooser(kind: Kind): HTMLSelectElement {
    return this.inside<HTMLSelectElement>(kind === "video" ? "camera" : "microphone");
  }

  #render({ phase, servers, seconds, dropping, linked, message }: GoLiveView): void {
    this.dataset.phase = phase;
    const button = this.inside<HTMLButtonElement>("live-button");
    setText(button, LABELS[phase]);
    button.disabled = phase === "stopping";
    setText(this.inside("time"), clock(seconds));
    const slow = dropping ? "Your connection is slow: pictures are left out" : "";
    setText(this.inside("warning"), linked ? slow : "Reconnecting…");
    if (message !== undefined || phase !== "idle") {
      setText(this.inside("message"), message ?? "");
    }
    this.#renderServers(servers);
  }

  #renderServers(servers: readonly GoLiveServer[]): void {
    const list = this.inside("servers");
    while (list.children.length > servers.length) {
      list.lastElementChild?.remove();
    }
    for (const [i, { host, state, text }] of servers.entries()) {
      const item = list.children[i] ?? list.appendChild(this.#serverItem());
      const [name, word, why] = item.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
      (item as HTMLElement).dataset.state = state;
      setText(name, host);
      setText(word, WORDS[state] ?? state);
      setText(why, text ?? "");
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
