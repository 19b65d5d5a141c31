/** Styles of the publisher, for light and dark pages. */
export const PUBLISHER_CSS = `
:host {
  color-scheme: var(--mc-color-scheme, light dark);
  --surface: var(--mc-surface, light-dark(#fff, #14171d));
  --sunken: var(--mc-sunken, light-dark(#f0f2f5, #1d2129));
  --line: var(--mc-line, light-dark(#e1e5eb, #282e39));
  --text: var(--mc-text, light-dark(#14171c, #eef0f4));
  --muted: var(--mc-muted, light-dark(#535d6c, #9ba4b3));
  --good: light-dark(#0c7c45, #3ecf85);
  --bad: light-dark(#c2272d, #ff7474);
  --busy: light-dark(#1a64c4, #6aacff);
  --warn: light-dark(#8f5f00, #f2b53c);
  --focus: var(--mc-focus, light-dark(#1a64c4, #7db5ff));
  color: var(--text); max-width: 640px;
}
[part~="panel"] {
  background: var(--surface); border-radius: var(--radius); overflow: hidden; box-shadow: 0 0 0 1px var(--line), 0 10px 30px rgb(10 15 25 / 0.07);
}
[part~="stage"] { position: relative; aspect-ratio: 16 / 9; background: radial-gradient(120% 120% at 50% 0%, #20252f, #0b0d11 70%); color: #fff; overflow: hidden; }
[part~="preview"] { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; display: block; }
:host([data-mirrored]) [part~="preview"] { scale: -1 1; }
:host(:not([data-video])) [part~="preview"] { visibility: hidden; }

[part~="empty"] { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 16px; padding: 20px; }
:host([data-video]) [part~="empty"] { display: none; }
[part~="empty-icon"] { width: 64px; height: 64px; border-radius: 50%; display: grid; place-items: center; background: rgb(255 255 255 / 0.1); color: rgb(255 255 255 / 0.8); }
[part~="empty-icon"] svg { width: 30px; height: 30px; }
[part~="allow-button"] {
  min-height: 40px; padding: 8px 18px; border-radius: 999px; font-weight: 600; color: #14171c; background: #fff; transition: background 0.15s;
}
[part~="allow-button"]:hover { background: #e9ecf1; }
:host([data-asked]) [part~="allow-button"] { display: none; }

[part~="top"] { position: absolute; inset: 14px 14px auto; display: flex; align-items: center; gap: 8px; }
[part~="badge"] { display: none; }
:host([data-phase="live"]) [part~="badge"] { display: inline-flex; }
[part~="time"] { padding-left: 7px; border-left: 1px solid color-mix(in srgb, currentColor 35%, transparent); font-weight: 500; }
[part~="warning"]:not(:empty) {
  min-height: 26px; padding: 3px 11px; border-radius: 13px; background: rgb(12 15 20 / 0.7); backdrop-filter: blur(12px); font-size: 12.5px; animation: appear 0.3s ease-out;
}
[part~="meter"] { position: absolute; inset: auto 14px 14px; height: 5px; border-radius: 3px; background: rgb(255 255 255 / 0.2); overflow: hidden; display: none; }
:host([data-audio]) [part~="meter"] { display: block; }
[part~="meter"] i {
  display: block; height: 100%; clip-path: inset(0 calc(100% - 100% * var(--level, 0)) 0 0);
  background: linear-gradient(to right, #3ecf85 60%, #f2b53c 82%, #ff7474);
}

[part~="body"] { padding: 16px; display: grid; gap: 14px; }
[part~="devices"] { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
[part~="devices"][hidden], [part~="device"][hidden] { display: none; }
[part~="device"] { position: relative; display: flex; align-items: center; min-width: 0; }
[part~="device"] svg { position: absolute; left: 11px; width: 19px; height: 19px; color: var(--muted); pointer-events: none; }
[part~="device"]::after {
  content: ""; position: absolute; right: 14px; width: 7px; height: 7px; margin-top: -3px; border: solid var(--muted); border-width: 0 1.8px 1.8px 0; rotate: 45deg; pointer-events: none;
}
select {
  appearance: none; width: 100%; min-width: 0; height: 42px; padding: 0 32px 0 39px; border: 1px solid var(--line); border-radius: calc(var(--radius) * 0.7); background: var(--sunken);
  font-weight: 500; text-overflow: ellipsis; cursor: pointer;
}
select:hover { border-color: var(--muted); }
option { background: Canvas; color: CanvasText; }

[part~="message"] { margin: 0; color: var(--bad); }
[part~="message"]:empty { display: none; }
[part~="servers"] { margin: 0; padding: 0; list-style: none; display: grid; gap: 2px; }
[part~="servers"]:empty { display: none; }
[part~="server"] { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 10px; padding: 6px 2px; font-variant-numeric: tabular-nums; --tone: var(--muted); }
[part~="server"][data-state="Live"] { --tone: var(--good); }
[part~="server"]:is([data-state="Connecting"], [data-state="Recovering"]) { --tone: var(--busy); }
[part~="server"][data-state="Lagging"] { --tone: var(--warn); }
[part~="server"]:is([data-state="Failed"], [data-state="Rejected"]) { --tone: var(--bad); }
[part~="server"]::before { content: ""; flex: none; width: 8px; height: 8px; border-radius: 50%; background: var(--tone); }
[part~="server"]:is([data-state="Connecting"], [data-state="Recovering"])::before { animation: breathe 1.2s ease-in-out infinite; }
[part~="host"] { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; flex: 1; }
[part~="state"] { color: var(--tone); font-size: 13px; font-weight: 600; text-align: right; flex: none; max-width: 60%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

[part~="why"] { flex-basis: 100%; padding-left: 18px; color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
[part~="why"]:empty { display: none; }

[part~="live-button"] {
  height: 50px; border-radius: calc(var(--radius) * 0.8); background: var(--accent); color: var(--on-accent); font-size: 16px; font-weight: 650; letter-spacing: -0.005em;
  transition: filter 0.15s, scale 0.15s, background 0.2s;
}
[part~="live-button"]:hover { filter: brightness(0.93); }
[part~="live-button"]:active { scale: 0.99; }
[part~="live-button"]:disabled { opacity: 0.6; cursor: default; filter: none; scale: none; }
:host(:is([data-phase="live"], [data-phase="starting"])) [part~="live-button"] { background: var(--sunken); color: var(--text); box-shadow: inset 0 0 0 1px var(--line); }
@container (max-width: 420px) {
  [part~="devices"] { grid-template-columns: 1fr; }
  [part~="body"] { padding: 12px; }
  [part~="top"] { inset: 10px 10px auto; }
}
@media (forced-colors: active) {
  [part~="meter"] { height: 7px; border: 1px solid; }
  [part~="meter"] i { background: Highlight; forced-color-adjust: none; }
  [part~="server"]::before { background: CanvasText; forced-color-adjust: none; }
  select { appearance: auto; padding-right: 10px; }
  [part~="device"]::after { display: none; }
  button:disabled { color: GrayText; border-color: GrayText; opacity: 1; }
}
`;
