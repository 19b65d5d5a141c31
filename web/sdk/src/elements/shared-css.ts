/**
 * Styles of both elements. Pages customize them with properties such as `--mc-accent`, `--mc-radius` and `--mc-font`,
 * and with `::part`.
 */
export const SHARED_CSS = `
:host {
  --accent: var(--mc-accent, #d93a1b);
  --on-accent: var(--mc-on-accent, #fff);
  --radius: var(--mc-radius, 14px);
  --focus: var(--mc-focus, #6aacff);
  display: block;
  position: relative;
  container-type: inline-size;
  font: 500 14px/1.4 var(--mc-font, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif);
  -webkit-font-smoothing: antialiased;
}
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
button, select { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; -webkit-tap-highlight-color: transparent; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
[part~="badge"] {
  display: inline-flex; align-items: center; gap: 7px; height: 26px; padding: 0 10px; border-radius: 999px;
  background: var(--accent); color: var(--on-accent);
  font-size: 12px; font-weight: 650; letter-spacing: 0.02em; font-variant-numeric: tabular-nums;
}
[part~="badge"] i { width: 7px; height: 7px; border-radius: 50%; background: currentColor; animation: breathe 2s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: 0.35; } }
@keyframes turn { to { rotate: 1turn; } }
@keyframes appear { from { opacity: 0; translate: 0 4px; } }
/* The browser replaces the colours and removes backgrounds: borders take their place. */
@media (forced-colors: active) {
  button, [part~="badge"], [part~="frame"], [part~="panel"], [part~="stage"] { border: 1px solid; }
  [part~="badge"] i { background: CanvasText; forced-color-adjust: none; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: 0.001s !important; animation-iteration-count: 1 !important; transition: none !important; }
  [part~="spinner"] { animation-duration: 2s !important; animation-iteration-count: infinite !important; }
}
`;
