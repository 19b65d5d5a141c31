import { html, svg, type TemplateResult } from "lit";

/** Icons on a grid of 24 by 24, drawn in the text colour. */
const PATHS = {
  alert: svg`<path d="M12 4 2.8 19.5h18.4L12 4Z M12 10v4.5 M12 17.2v.1"/>`,
  auto: svg`<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16Z" fill="currentColor"/>`,
  broadcast: svg`<circle cx="12" cy="12" r="2.2" fill="currentColor"/><path d="M7.8 16.2a6 6 0 0 1 0-8.4M16.2 7.8a6 6 0 0 1 0 8.4M5 19A10 10 0 0 1 5 5M19 5a10 10 0 0 1 0 14"/>`,
  camera: svg`<rect x="2.5" y="6.5" width="12.5" height="11" rx="2.5"/><path d="m15 11 6-3.5v9L15 13"/>`,
  cameraOff: svg`<path d="M6 6.5h6.5a2.5 2.5 0 0 1 2.5 2.5v2l6-3.5v9l-3-1.8M15 15.2a2.5 2.5 0 0 1-2.5 2.3H5A2.5 2.5 0 0 1 2.5 15V9M3 3l18 18"/>`,
  chevron: svg`<path d="m9.5 6 6 6-6 6"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.2 2"/>`,
  copy: svg`<rect x="9" y="9" width="11.5" height="11.5" rx="2.5"/><path d="M15 5.5A2 2 0 0 0 13 3.5H5.5a2 2 0 0 0-2 2V13a2 2 0 0 0 2 2"/>`,
  download: svg`<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M5 20h14"/>`,
  edit: svg`<path d="m14.5 5.5 4 4L8.5 19.5l-5 1 1-5 10-10Z"/>`,
  eye: svg`<path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z"/><circle cx="12" cy="12" r="2.8"/>`,
  eyeOff: svg`<path d="M9.6 5.8A10 10 0 0 1 12 5.5c6.4 0 10 6.5 10 6.5a17 17 0 0 1-2.7 3.4M6.3 7.4A16 16 0 0 0 2 12s3.6 6.5 10 6.5a10 10 0 0 0 4.9-1.3M3 3l18 18"/>`,
  keyboard: svg`<rect x="2.5" y="6" width="19" height="12" rx="2.5"/><path d="M6.5 10v.1M10.2 10v.1M13.8 10v.1M17.5 10v.1M8 14h8"/>`,
  key: svg`<circle cx="8" cy="15" r="4.5"/><path d="M11.3 11.7 20 3m-4 4 3 3"/>`,
  mic: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  micOff: svg`<path d="M9 9v2.5a3 3 0 0 0 4.5 2.6M15 10.5V6a3 3 0 0 0-5.7-1.3M5.5 11.5a6.5 6.5 0 0 0 10.2 5.3M18.5 11.5c0 .9-.2 1.7-.5 2.5M12 18v3M3 3l18 18"/>`,
  mirror: svg`<path d="M12 3v18M8.5 7 3 17h5.5V7ZM15.5 7 21 17h-5.5V7Z"/>`,
  list: svg`<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1"/>`,
  moon: svg`<path d="M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z"/>`,
  play: svg`<path d="M7.5 5v14l11-7-11-7Z"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  quality: svg`<path d="M4 18v-4M9.3 18v-7M14.7 18V8M20 18V5"/>`,
  record: svg`<circle cx="12" cy="12" r="6.5" fill="currentColor"/>`,
  screen: svg`<rect x="2.5" y="4" width="19" height="13" rx="2.5"/><path d="M8 21h8"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="2" fill="currentColor"/>`,
  send: svg`<path d="M20.5 3.5 10 14M20.5 3.5 14 21l-4-7-7-4 17.5-6.5Z"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>`,
  upload: svg`<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M5 20h14"/>`,
  topLeft: svg`<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><rect x="5" y="7" width="7" height="5" rx="1" fill="currentColor" stroke="none"/>`,
  topRight: svg`<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><rect x="12" y="7" width="7" height="5" rx="1" fill="currentColor" stroke="none"/>`,
  bottomLeft: svg`<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><rect x="5" y="12" width="7" height="5" rx="1" fill="currentColor" stroke="none"/>`,
  bottomRight: svg`<rect x="2.5" y="4.5" width="19" height="15" rx="2.5"/><rect x="12" y="12" width="7" height="5" rx="1" fill="currentColor" stroke="none"/>`,
  trash: svg`<path d="M4 7h16M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5"/>`,
} satisfies Record<string, TemplateResult<2>>;

/** Name of an icon. */
export type IconName = keyof typeof PATHS;

/** Renders an icon next to a text with the same meaning. Hidden from screen readers. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}

/** Logo of the product. */
export const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path d="M9 16C15 16 15 7 23 7M9 16h14M9 16c6 0 6 9 14 9" />
  <circle cx="7" cy="16" r="4" />
  <circle cx="25" cy="7" r="2.6" />
  <circle cx="25" cy="16" r="2.6" />
  <circle cx="25" cy="25" r="2.6" />
</svg>`;
