import { html, nothing } from "lit";
import { delay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { Playback } from "../../shared/playback/playback.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Broadcast } from "./broadcast.ts";
import "../../shared/playback/player-tile.ts";

/** Plausible latency in milliseconds. Other values come from servers that change the publisher's timestamps. */
const PLAUSIBLE_MS = { min: 0, max: 30_000 };

/** Playback of the broadcast from one server, as its viewers receive it. Plays only while it is on the page. */
export class ServerPlayback extends LightElement {
  static override properties = { broadcast: { attribute: false }, server: { attribute: false } };

  declare broadcast: Broadcast;
  declare server: number;
  readonly #playback = new Playback((signal) => this.broadcast.play(this.server, signal), 3);

  constructor() {
    super();
    new ModelController(this, () => [this.#playback]);
  }

  protected override render() {
    const { player, phase } = this.#playback;
    const details = this.#details();
    const { videoWidth: width, videoHeight: height } = player?.video ?? {};
    return html`<mc-player-tile muted .playback=${this.#playback} .label=${t("playback.label", { name: this.broadcast.legs[this.server]?.leg.name ?? "" })}
        .badges=${width && height ? html`<span class="badge">${width} × ${height}</span>` : nothing}></mc-player-tile>
      ${phase === "playing" && details.length > 0 ? html`<p class="playback-details" data-testid="playback-details">${details}</p>` : nothing}`;
  }

  /** Latency, and problems if there are any. */
  #details() {
    const { player, stream, failover } = this.#playback;
    const latency = this.#latency;
    const [late, dropped] = [player?.state.droppedFrames ?? 0, stream?.stats.droppedByGateway ?? 0];
    const warning = (text: string) => html`<span class="tone-warning">${text}</span>`;
    return [
      ...(latency === undefined ? [] : [html`<span><b>${delay(latency)}</b> ${t("playback.latency")}</span>`]),
      ...(late > 0 ? [html`<span>${t("playback.late", { count: late })}</span>`] : []),
      ...(dropped > 0 ? [warning(t("playback.dropped", { count: dropped }))] : []),
      ...(failover ? [warning(t("playback.failover", { server: failover.to, gap: delay(failover.gap) }))] : []),
    ];
  }

  /** Latency from sending to playback, in milliseconds. */
  get #latency(): number | undefined {
    const [sent, seen] = [this.broadcast.sentMs, this.#playback.player?.time];
    const latency = sent === undefined || seen === undefined ? undefined : sent - seen * 1000;
    return latency !== undefined && latency >= PLAUSIBLE_MS.min && latency <= PLAUSIBLE_MS.max ? latency : undefined;
  }
}

customElements.define("mc-server-playback", ServerPlayback);
