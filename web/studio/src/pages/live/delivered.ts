import { html, nothing } from "lit";
import { delay } from "../../shared/format.ts";
import { Watch } from "../../shared/model.ts";
import { Playback } from "../../shared/playback/playback.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Broadcast } from "./broadcast.ts";
import "../../shared/playback/player-tile.ts";

/** A server that does not keep the publisher's timestamps seems to be later, or earlier, than it can be; in milliseconds. */
const PLAUSIBLE_MS = { min: 0, max: 30_000 };

/** What one server delivers of the broadcast, as its viewers get it. Costs nothing once it is off the page. */
export class Delivered extends LightElement {
  static override properties = { broadcast: { attribute: false }, server: { attribute: false } };

  declare broadcast: Broadcast;
  declare server: number;
  readonly #playback = new Playback((signal) => this.broadcast.play(this.server, signal), 3);

  constructor() {
    super();
    new Watch(this, () => [this.#playback]);
  }

  protected override render() {
    const { player, phase } = this.#playback;
    const news = this.#news();
    const { videoWidth: width, videoHeight: height } = player?.video ?? {};
    return html`<mc-player-tile muted .playback=${this.#playback} .label=${`What ${this.broadcast.legs[this.server]?.leg.name} delivers`}
        .badges=${width && height ? html`<span class="badge">${width} × ${height}</span>` : nothing}></mc-player-tile>
      ${phase === "playing" && news.length > 0 ? html`<p class="delivered" data-testid="delivered">${news}</p>` : nothing}`;
  }

  /** What is worth a word. */
  #news() {
    const { player, stream, failover } = this.#playback;
    const behind = this.#behind;
    const [late, dropped] = [player?.state.droppedFrames ?? 0, stream?.stats.droppedByGateway ?? 0];
    const warning = (text: string) => html`<span class="tone-warning">${text}</span>`;
    return [
      ...(behind === undefined ? [] : [html`<span><b>${delay(behind)}</b> behind you</span>`]),
      ...(late > 0 ? [html`<span>${late} shown late</span>`] : []),
      ...(dropped > 0 ? [warning(`${dropped} dropped: this page reads too slowly`)] : []),
      ...(failover ? [warning(`server ${failover.to} took over after ${delay(failover.gap)}`)] : []),
    ];
  }

  /** Milliseconds from what is being sent to what is being seen. */
  get #behind(): number | undefined {
    const [sent, seen] = [this.broadcast.sentMs, this.#playback.player?.time];
    const behind = sent === undefined || seen === undefined ? undefined : sent - seen * 1000;
    return behind !== undefined && behind >= PLAUSIBLE_MS.min && behind <= PLAUSIBLE_MS.max ? behind : undefined;
  }
}

customElements.define("mc-delivered", Delivered);
