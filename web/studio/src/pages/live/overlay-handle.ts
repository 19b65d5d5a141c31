import { html, nothing } from "lit";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Composition } from "./scene/composition.ts";
import type { Position } from "./scene/geometry.ts";
import { type Scene, withMovedOverlay, withResizedOverlay, withSnappedOverlay } from "./scene/scene.ts";

/** Distance of a key press, as a share of the canvas' width. With Shift, five times as far. */
const STEP = 0.02;

const DIRECTIONS: Record<string, Position> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

const SIZES: Record<string, 1 | -1> = { "+": 1, "=": 1, "-": -1 };

/** Frame around the camera over the screen, on the preview. Moves the camera by pointer and keys. */
export class OverlayHandle extends LightElement {
  static override properties = { video: { attribute: false } };

  declare video: Composition;
  /** Scene and position of the pointer at the start of a drag. */
  #grabbed: { scene: Scene; at: Position } | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.video]);
  }

  protected override render() {
    const { overlay, canvas } = this.video;
    if (overlay === undefined) {
      return nothing;
    }
    const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
    const { width, height } = canvas;
    const box = [
      `left:${percent(overlay.x, width)}`,
      `top:${percent(overlay.y, height)}`,
      `width:${percent(overlay.width, width)}`,
      `height:${percent(overlay.height, height)}`,
    ].join(";");
    return html`<div class="stage-fit"><div class="stage-canvas" style="--ratio:${width / height}">
      <button type="button" class="overlay-handle" data-testid="overlay-handle" style=${box} title=${t("scene.move")}
        aria-label=${t("scene.move")}
        @pointerdown=${this.#grab} @pointermove=${this.#drag} @pointerup=${this.#release} @pointercancel=${this.#release}
        @keydown=${this.#key}></button>
    </div></div>`;
  }

  #grab(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#grabbed = { scene: this.video.scene, at: { x: event.clientX, y: event.clientY } };
  }

  #drag(event: PointerEvent): void {
    if (this.#grabbed !== undefined) {
      const { scene, at } = this.#grabbed;
      const { width: shown = 1 } = this.querySelector(".stage-canvas")?.getBoundingClientRect() ?? {};
      const scale = this.video.canvas.width / shown;
      const by = { x: (event.clientX - at.x) * scale, y: (event.clientY - at.y) * scale };
      this.video.arrange(withMovedOverlay(scene, by, this.video.canvas));
    }
  }

  #release(): void {
    if (this.#grabbed !== undefined) {
      this.#grabbed = undefined;
      this.video.arrange(withSnappedOverlay(this.video.scene));
    }
  }

  #key(event: KeyboardEvent): void {
    const { scene, canvas } = this.video;
    const [direction, size] = [DIRECTIONS[event.key], SIZES[event.key]];
    if (event.ctrlKey || event.metaKey || event.altKey || (direction === undefined && size === undefined)) {
      return;
    }
    event.preventDefault();
    if (direction !== undefined) {
      const step = STEP * canvas.width * (event.shiftKey ? 5 : 1);
      this.video.arrange(withMovedOverlay(scene, { x: direction.x * step, y: direction.y * step }, canvas));
    } else if (size !== undefined) {
      this.video.arrange(withResizedOverlay(scene, size));
    }
  }
}

customElements.define("mc-overlay-handle", OverlayHandle);
