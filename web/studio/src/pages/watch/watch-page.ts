import "multiconnection/elements";
import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import type { ServerAddress } from "multiconnection";
import type { PlayerElement } from "multiconnection/elements";
import { bytes, delay, duration } from "../../shared/format.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered, STREAM_NAME } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { followTheme, pageBar, storage } from "../../shared/ui/page-bar.ts";
import { segments } from "../../shared/ui/segments.ts";
import { flvLinks } from "./flv-links.ts";
import { Viewer, type ViewerForm } from "./viewer.ts";
import "./copy-field.ts";
import "../../shared/events/log-panel.ts";
import "../../shared/servers/server-list.ts";

const STARTS = [
  { value: "-1", label: "Live" },
  { value: "-2", label: "Live or recorded" },
  { value: "0", label: "Recorded" },
] as const;

/** The Watch page. Plays a stream of any servers, and shows its events, metadata and data. */
export class WatchPage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #destinations = new Destinations(this.#settings);
  readonly #viewer = new Viewer();
  readonly #player = createRef<PlayerElement>();
  #form: ViewerForm = { name: new URLSearchParams(location.search).get("name") ?? STREAM_NAME, start: -1 };
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#viewer]);
    followTheme(this.#settings);
    void this.#destinations.load(fetchOffered);
    addEventListener("pagehide", () => void this.#viewer.disconnect());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => this.#viewer.phase === "open" && this.requestUpdate(), 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  protected override render() {
    const { phase, connection } = this.#viewer;
    return html`${pageBar("Watch", this.#settings)}
      <main class="watch">
        <section class="panel watch-servers" aria-label="Stream and servers">
          <mc-server-list .session=${this.#viewer} .settings=${this.#settings} .destinations=${this.#destinations}
            .connect=${this.#watch} .fields=${this.#fields()} .heading=${html`<h2 class="objects-title mono">${this.#viewer.form.name}</h2>`}
            verb="Watch" endVerb="Stop"></mc-server-list>
        </section>
        ${connection === undefined ? this.#empty(phase === "connecting") : this.#open()}
      </main>`;
  }

  #fields() {
    const { name, start } = this.#form;
    return html`<div class="field">
        <label for="stream-name">Stream name</label>
        <input id="stream-name" class="mono" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${name}
          @input=${(event: Event) => this.#edit({ name: (event.target as HTMLInputElement).value })} />
      </div>
      ${segments("Type of stream", STARTS, String(start) as "-1", (value: string) => this.#edit({ start: Number(value) as -1 }))}`;
  }

  #empty(connecting: boolean) {
    return html`<section class="card empty watch-empty" aria-label="Player">
      ${connecting ? html`<span class="spinner"></span>` : icon("play")}
      <h2>${connecting ? "Connecting" : "Watch a stream"}</h2>
      <p>${
        connecting
          ? "The stream plays from the first server that has it."
          : "Enter a stream name and servers. The stream plays from the first server that has it. If that server fails, the next one takes over."
      }</p>
    </section>`;
  }

  #open() {
    const { name, start } = this.#viewer.form;
    return html`<section class="watch-player" aria-label="Player">
        <multi-connection-player controls autoplay data-testid="player" name=${name} start=${start} .connection=${this.#viewer.connection}
          @statechange=${() => this.requestUpdate()} ${ref(this.#player)}></multi-connection-player>
        ${this.#facts()}
      </section>
      <section class="watch-links" aria-label="For other players">${this.#links()}</section>
      <section class="watch-log" aria-label="Events"><mc-log-panel .log=${this.#viewer.log}></mc-log-panel></section>
      <section class="watch-data" aria-label="Metadata and data">${this.#metadata()}${this.#data()}</section>`;
  }

  #facts() {
    const { stream, player, view } = this.#player.value ?? {};
    const stats = stream?.stats;
    const { videoWidth: width, videoHeight: height } = player?.video ?? {};
    const facts = [
      ["Server", stats === undefined || stats.server < 0 ? "–" : String(stats.server)],
      ["Resolution", width && height ? `${width} × ${height}` : "–"],
      ["Codecs", [stats?.videoCodec, stats?.audioCodec].filter(Boolean).join(", ") || "–"],
      ["Latency", view?.latency === undefined ? "–" : delay(view.latency * 1000)],
      ["Received", bytes(stats?.bytes ?? 0)],
      ["Dropped frames", String((stats?.dropped ?? 0) + (stats?.droppedByGateway ?? 0))],
      [
        "Failovers",
        stats?.lastGap === undefined
          ? String(stats?.failovers ?? 0)
          : `${stats.failovers} · ${delay(stats.lastGap)} gap`,
      ],
    ];
    return html`<dl class="panel watch-facts" data-testid="facts">${facts.map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
    )}</dl>`;
  }

  #links() {
    const { form, addresses } = this.#viewer;
    const links =
      form.start === 0 ? undefined : flvLinks(this.#settings.gatewayUrl(location.href), addresses, form.name);
    return html`<div class="section-head"><h2>For other players</h2></div>
      <div class="panel">${
        links === undefined
          ? html`<p class="watch-none">${
              form.start === 0
                ? "Only live streams are available over HTTP."
                : "A link can contain one pool or several servers, but not both. Remove the pool or the servers."
            }</p>`
          : html`<mc-copy-field label="HTTP-FLV" data-testid="http-flv" .text=${links.http}></mc-copy-field>
              <mc-copy-field label="WebSocket-FLV" .text=${links.ws}></mc-copy-field>
              <p class="field-note">Open with ffplay, VLC, mpegts.js or another player.</p>`
      }</div>`;
  }

  #metadata() {
    const { metadata } = this.#viewer;
    return html`<div class="section-head"><h2>Metadata</h2></div>
      <div class="panel">${
        metadata.length === 0
          ? html`<p class="watch-none">No metadata yet.</p>`
          : html`<dl class="watch-metadata mono" tabindex="0" data-testid="metadata">${metadata.map(
              ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
            )}</dl>`
      }</div>`;
  }

  #data() {
    const { data } = this.#viewer;
    return html`<div class="section-head"><h2>Cue points and data</h2><span class="count">${data.length || ""}</span></div>
      <div class="panel watch-cues">${data.length === 0 ? html`<p class="watch-none">No cue points or data yet.</p>` : nothing}
        <ol tabindex=${data.length === 0 ? nothing : 0}>${data.slice(0, 50).map(
          ({
            timestamp,
            handler,
            args,
          }) => html`<li data-testid="data"><code class="mono"><b>${handler}</b>(${args})</code>
            <small>${timestamp === undefined ? "" : duration(timestamp)}</small></li>`,
        )}</ol></div>`;
  }

  readonly #watch = (gateway: string, servers: ServerAddress[]) => {
    void this.#viewer.watchStream(gateway, servers, this.#form);
  };

  #edit(change: Partial<ViewerForm>) {
    this.#form = { ...this.#form, ...change };
    this.requestUpdate();
  }
}

customElements.define("mc-watch-page", WatchPage);
