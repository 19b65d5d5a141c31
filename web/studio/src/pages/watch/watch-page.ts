import { t } from "../../shared/i18n/t.ts";
import "multiconnection/elements";
import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import type { ServerAddress } from "multiconnection";
import type { PlayerElement } from "multiconnection/elements";
import { bytes, delay, duration, number } from "../../shared/format.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered, STREAM_NAME } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { pageBar, preparePage, storage } from "../../shared/ui/page-bar.ts";
import { segments } from "../../shared/ui/segments.ts";
import { flvLinks } from "./flv-links.ts";
import { obstacleText } from "./obstacle-text.ts";
import { Viewer, type ViewerForm } from "./viewer.ts";
import "./copy-field.ts";
import "../../shared/events/log-panel.ts";
import "../../shared/servers/server-list.ts";

const STARTS = [
  { value: "-1", label: t("live.live") },
  { value: "-2", label: t("watch.any") },
  { value: "0", label: t("watch.recorded") },
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
    preparePage("watch", this.#settings);
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
    return html`${pageBar("watch", this.#settings)}
      <main class="watch">
        <section class="panel watch-servers" aria-label=${t("watch.area")}>
          <mc-server-list .session=${this.#viewer} .settings=${this.#settings} .destinations=${this.#destinations}
            .connect=${this.#watch} .fields=${this.#fields()} .heading=${html`<h2 class="objects-title mono">${this.#viewer.form.name}</h2>`}
            verb=${t("watch.verb")} endVerb=${t("word.stop")}></mc-server-list>
        </section>
        ${connection === undefined ? this.#empty(phase === "connecting") : this.#open()}
      </main>`;
  }

  #fields() {
    const { name, start } = this.#form;
    return html`<div class="field">
        <label for="stream-name">${t("watch.name")}</label>
        <input id="stream-name" class="mono" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${name}
          @input=${(event: Event) => this.#edit({ name: (event.target as HTMLInputElement).value })} />
      </div>
      ${segments(t("watch.type"), STARTS, String(start) as "-1", (value: string) => this.#edit({ start: Number(value) as -1 }))}`;
  }

  #empty(connecting: boolean) {
    return html`<section class="card empty watch-empty" aria-label=${t("watch.player")}>
      ${connecting ? html`<span class="spinner"></span>` : icon("play")}
      <h2>${connecting ? t("word.connecting") : t("watch.title")}</h2>
      <p>${connecting ? t("watch.first") : t("watch.how")}</p>
    </section>`;
  }

  #open() {
    const { name, start } = this.#viewer.form;
    return html`<section class="watch-player" aria-label=${t("watch.player")}>
        <multi-connection-player controls autoplay data-testid="player" name=${name} start=${start} .connection=${this.#viewer.connection}
          @statechange=${() => this.requestUpdate()} ${ref(this.#player)}></multi-connection-player>
        ${this.#status()}
        ${this.#facts()}
      </section>
      <section class="watch-links" aria-label=${t("watch.others")}>${this.#links()}</section>
      <section class="watch-log" aria-label=${t("word.events")}><mc-log-panel .log=${this.#viewer.log}></mc-log-panel></section>
      <section class="watch-data" aria-label=${t("watch.data")}>${this.#metadata()}${this.#data()}</section>`;
  }

  /** Reason why nothing plays, unless that is only a moment. */
  #status() {
    const { phase, reason } = this.#player.value?.view ?? {};
    const isOffline = phase === "offline" && reason === "play-failed" && this.#viewer.form.start < 0;
    const text = isOffline ? t("watch.offline") : typeof reason === "object" ? obstacleText(reason) : undefined;
    return html`<div class="watch-status" role="status" data-testid="watch-status">${
      text === undefined
        ? nothing
        : html`<p class="notice tone-${isOffline ? "busy" : "warning"}">${icon("alert")} ${text}</p>`
    }</div>`;
  }

  #facts() {
    const { stream, player, view } = this.#player.value ?? {};
    const stats = stream?.stats;
    const { videoWidth: width, videoHeight: height } = player?.video ?? {};
    const facts = [
      [t("watch.server"), stats === undefined || stats.server < 0 ? "–" : String(stats.server)],
      [t("watch.resolution"), width && height ? `${width} × ${height}` : "–"],
      [t("watch.codecs"), [stats?.videoCodec, stats?.audioCodec].filter(Boolean).join(", ") || "–"],
      [t("watch.latency"), view?.latency === undefined ? "–" : delay(view.latency * 1000)],
      [t("watch.received"), bytes(stats?.bytes ?? 0)],
      [t("word.droppedFrames"), number((stats?.dropped ?? 0) + (stats?.droppedByGateway ?? 0))],
      [
        t("watch.failovers"),
        stats?.lastGap === undefined
          ? String(stats?.failovers ?? 0)
          : t("watch.gap", { count: stats.failovers, gap: delay(stats.lastGap) }),
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
    return html`<div class="section-head"><h2>${t("watch.others")}</h2></div>
      <div class="panel">${
        links === undefined
          ? html`<p class="watch-none">${form.start === 0 ? t("watch.onlyLive") : t("watch.noLink")}</p>`
          : html`<mc-copy-field label="HTTP-FLV" data-testid="http-flv" .text=${links.http}></mc-copy-field>
              <mc-copy-field label="WebSocket-FLV" .text=${links.ws}></mc-copy-field>
              <p class="field-note">${t("watch.open")}</p>`
      }</div>`;
  }

  #metadata() {
    const { metadata } = this.#viewer;
    return html`<div class="section-head"><h2>${t("watch.metadata")}</h2></div>
      <div class="panel">${
        metadata.length === 0
          ? html`<p class="watch-none">${t("watch.noMetadata")}</p>`
          : html`<dl class="watch-metadata mono" tabindex="0" data-testid="metadata">${metadata.map(
              ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
            )}</dl>`
      }</div>`;
  }

  #data() {
    const { data } = this.#viewer;
    return html`<div class="section-head"><h2>${t("watch.cues")}</h2><span class="count">${data.length || ""}</span></div>
      <div class="panel watch-cues">${data.length === 0 ? html`<p class="watch-none">${t("watch.noCues")}</p>` : nothing}
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
