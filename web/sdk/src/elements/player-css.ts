/** Styles of the player: light controls on a dark overlay, whatever the page's colours. */
export const PLAYER_CSS = `
:host { aspect-ratio: 16 / 9; width: 100%; color: #fff; }
[part~="frame"] {
  position: absolute; inset: 0; overflow: hidden; border-radius: var(--radius); isolation: isolate;
  background: radial-gradient(120% 120% at 50% 0%, #20252f, #0b0d11 70%);
}
:host(:fullscreen) [part~="frame"] { border-radius: 0; background: #000; }
[part~="video"] { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: var(--mc-fit, contain); display: block; outline: 0; }
:host([controls]) [part~="video"] { cursor: pointer; }
:host([controls][data-quiet][data-phase="playing"]) [part~="video"] { cursor: none; }

/* On a dark page it still has an edge. */
[part~="frame"]::after { content: ""; position: absolute; inset: 0; border-radius: inherit; box-shadow: inset 0 0 0 1px rgb(255 255 255 / 0.08); pointer-events: none; }
:host(:fullscreen) [part~="frame"]::after { display: none; }

/* A veil under what is written on the picture. */
[part~="shade"] {
  position: absolute; inset: 0; pointer-events: none; opacity: 0; transition: opacity 0.25s;
  background:
    linear-gradient(to top, rgb(5 7 10 / 0.82), rgb(5 7 10 / 0.4) 64px, transparent 132px),
    linear-gradient(to bottom, rgb(5 7 10 / 0.45), transparent 84px);
}
:host(:is([data-phase="offline"], [data-phase="blocked"], [data-phase="failed"])) [part~="shade"] { opacity: 1; background: rgb(9 11 15 / 0.84); backdrop-filter: blur(10px); }

[part~="top"] { position: absolute; inset: 14px 14px auto; display: flex; align-items: center; gap: 8px; pointer-events: none; min-height: 26px; }
[part~="badge"] { display: none; flex: none; }
:host([data-live]:is([data-phase="playing"], [data-phase="waiting"])) [part~="badge"] { display: inline-flex; }
[part~="latency"]:not(:empty) { padding-left: 7px; border-left: 1px solid color-mix(in srgb, currentColor 35%, transparent); font-weight: 500; }
[part~="notice"]:not(:empty) {
  height: 26px; padding: 0 11px; border-radius: 999px; display: inline-flex; align-items: center;
  background: rgb(12 15 20 / 0.66); backdrop-filter: blur(12px) saturate(1.4); font-size: 12.5px;
  overflow: hidden; white-space: nowrap; text-overflow: ellipsis; animation: appear 0.3s ease-out;
}

[part~="spinner"] {
  position: absolute; inset: 0; margin: auto; width: 46px; height: 46px; border-radius: 50%; display: none;
  border: 3px solid rgb(255 255 255 / 0.24); border-top-color: #fff; animation: turn 0.9s linear infinite;
}
:host(:is([data-phase="loading"], [data-phase="waiting"])) [part~="spinner"] { display: block; }
/* A short wait is not worth showing. */
:host([data-phase="waiting"]) [part~="spinner"] { animation: turn 0.9s linear infinite, late 0.5s step-end; }
@keyframes late { from { opacity: 0; } }

[part~="start-button"] {
  position: absolute; inset: 0; margin: auto; width: 76px; height: 76px; border-radius: 50%; display: none; place-items: center;
  background: rgb(12 15 20 / 0.58); backdrop-filter: blur(14px) saturate(1.5); box-shadow: inset 0 0 0 1px rgb(255 255 255 / 0.18), 0 8px 30px rgb(0 0 0 / 0.35);
  transition: background 0.18s, scale 0.18s;
}
[part~="start-button"] svg { width: 38px; height: 38px; translate: 1px 0; }
[part~="start-button"]:hover { background: var(--accent); color: var(--on-accent); scale: 1.05; }
[part~="start-button"]:active { scale: 0.97; }
:host(:is([data-phase="idle"])) [part~="start-button"] { display: grid; }
:host([controls][data-phase="paused"]) [part~="start-button"] { display: grid; }

[part~="message"] {
  position: absolute; inset: 0; display: none; flex-direction: column; align-items: center; justify-content: center;
  gap: 4px; padding: 20px; text-align: center; animation: appear 0.3s ease-out;
}
:host(:is([data-phase="offline"], [data-phase="blocked"], [data-phase="failed"])) [part~="message"] { display: flex; }
[part~="message-title"] { font-size: 18px; font-weight: 650; letter-spacing: -0.01em; }
[part~="message-text"] { color: rgb(255 255 255 / 0.72); max-width: 46ch; text-wrap: balance; }
[part~="retry-button"] {
  margin-top: 14px; height: 38px; padding: 0 18px; border-radius: 999px; font-weight: 600;
  background: rgb(255 255 255 / 0.14); box-shadow: inset 0 0 0 1px rgb(255 255 255 / 0.16); transition: background 0.15s;
}
[part~="retry-button"]:hover { background: rgb(255 255 255 / 0.24); }

[part~="unmute-button"] {
  position: absolute; top: 14px; right: 14px; height: 38px; padding: 0 15px 0 11px; border-radius: 999px; display: none; align-items: center; gap: 7px;
  background: #fff; color: #14171c; font-weight: 600; box-shadow: 0 4px 18px rgb(0 0 0 / 0.3); animation: appear 0.3s ease-out;
}
[part~="unmute-button"] svg { width: 21px; height: 21px; }
:host([data-muted-by-browser]) [part~="unmute-button"] { display: inline-flex; }

[part~="controls"] { position: absolute; inset: auto 0 0; padding: 0 10px 8px; opacity: 0; transition: opacity 0.25s; display: none; }
:host([controls]:is([data-phase="playing"], [data-phase="paused"], [data-phase="waiting"], [data-phase="ended"])) [part~="controls"] { display: block; }
:host([controls]:is(:not([data-quiet]), [data-phase="paused"], [data-phase="ended"])) :is([part~="controls"], [part~="shade"]) { opacity: 1; }
[part~="frame"]:has(:focus-visible) :is([part~="controls"], [part~="shade"]) { opacity: 1; }
:host(:is([data-phase="idle"], [data-phase="loading"])) [part~="shade"] { opacity: 0; }
[part~="row"] { display: flex; align-items: center; gap: 2px; }
[part~="row"] button { width: 42px; height: 42px; flex: none; border-radius: 50%; display: grid; place-items: center; transition: background 0.15s; }
[part~="row"] button:hover { background: rgb(255 255 255 / 0.15); }
[part~="space"] { flex: 1; }
[part~="time"] { padding: 0 8px; font-variant-numeric: tabular-nums; font-size: 13.5px; white-space: nowrap; }
:host([data-live]) [part~="time"] { display: none; }
[part~="server"] {
  padding: 0 8px; font-size: 13px; color: rgb(255 255 255 / 0.78); min-width: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis;
}
[part~="server"]:not(:empty)::before {
  content: ""; display: inline-block; width: 7px; height: 7px; margin-right: 8px; border-radius: 50%; background: #3ecf85; vertical-align: 1px;
}
:host([data-phase="waiting"]) [part~="server"]::before { background: #f2b53c; }

[part~="sound"] { display: inline-flex; align-items: center; }
input[type="range"] {
  appearance: none; margin: 0; background: transparent; cursor: pointer; height: 20px; display: block; touch-action: none;
}
input[type="range"]::-webkit-slider-runnable-track {
  height: 4px; border-radius: 2px; transition: height 0.12s;
  background: linear-gradient(to right, var(--fill, #fff) var(--at, 0%), rgb(255 255 255 / 0.45) var(--at, 0%) var(--ahead, 0%), rgb(255 255 255 / 0.24) var(--ahead, 0%));
}
input[type="range"]::-moz-range-track {
  height: 4px; border-radius: 2px;
  background: linear-gradient(to right, var(--fill, #fff) var(--at, 0%), rgb(255 255 255 / 0.45) var(--at, 0%) var(--ahead, 0%), rgb(255 255 255 / 0.24) var(--ahead, 0%));
}
input[type="range"]::-webkit-slider-thumb {
  appearance: none; width: 13px; height: 13px; margin-top: -4.5px; border-radius: 50%; background: #fff; border: 0; box-shadow: 0 1px 4px rgb(0 0 0 / 0.4); transition: scale 0.12s;
}
input[type="range"]::-moz-range-thumb { width: 13px; height: 13px; border-radius: 50%; background: #fff; border: 0; }
input[type="range"]:hover::-webkit-slider-thumb { scale: 1.2; }
[part~="seek"] { --fill: var(--accent); width: calc(100% - 12px); margin: 0 6px; }
:host([data-live]) [part~="seek"], [part~="seek"][hidden] { display: none; }
[part~="volume"] { --at: 100%; --ahead: 0%; width: 0; opacity: 0; transition: width 0.18s, opacity 0.18s, margin 0.18s; }
[part~="sound"]:is(:hover, :focus-within) [part~="volume"] { width: 76px; opacity: 1; margin: 0 8px 0 4px; }
@media (hover: none) { [part~="volume"] { display: none; } }
@container (max-width: 420px) {
  [part~="start-button"] { width: 62px; height: 62px; }
  [part~="start-button"] svg { width: 31px; height: 31px; }
  [part~="top"] { inset: 10px 10px auto; }
  [part~="unmute-button"] { top: 10px; right: 10px; height: 34px; }
  [part~="controls"] { padding: 0 4px 4px; }
  [part~="message-title"] { font-size: 16px; }
  [part~="server"] { font-size: 12px; padding: 0 4px; }
}
@container (max-width: 300px) { [part~="server"] { display: none; } }
@media (forced-colors: active) {
  [part~="controls"], [part~="message"], [part~="notice"] { background: Canvas; }
  [part~="spinner"] { border-color: CanvasText; border-top-color: Highlight; forced-color-adjust: none; }
  [part~="server"]:not(:empty)::before { background: CanvasText; forced-color-adjust: none; }
  input[type="range"] { appearance: auto; }
  input[type="range"]::-webkit-slider-runnable-track, input[type="range"]::-webkit-slider-thumb { appearance: auto; }
}
`;
