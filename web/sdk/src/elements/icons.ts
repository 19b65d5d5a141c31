/** Icon of 24x24 in the colour of the surrounding text. */
const icon = (path: string, fill = "currentColor") =>
  `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" fill="${fill}">${path}</svg>`;

const line = (path: string) =>
  icon(
    `<g stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${path}</g>`,
    "none",
  );

const SPEAKER = '<path d="M4 9.5v5h3.2L12 18.5v-13L7.2 9.5z" fill="currentColor"/>';

export const icons = {
  play: icon('<path d="M8 5.6c0-.8.9-1.3 1.6-.9l9.5 6.4c.6.4.6 1.3 0 1.7l-9.5 6.5c-.7.4-1.6 0-1.6-.9z"/>'),
  pause: icon(
    '<rect x="6.5" y="5" width="3.8" height="14" rx="1.2"/><rect x="13.7" y="5" width="3.8" height="14" rx="1.2"/>',
  ),
  replay: line('<path d="M5 12a7 7 0 1 0 2.2-5.1L5 9"/><path d="M5 4.5V9h4.5"/>'),
  sound: line(`${SPEAKER}<path d="M15.5 9a4 4 0 0 1 0 6"/><path d="M18 6.5a7.7 7.7 0 0 1 0 11"/>`),
  muted: line(`${SPEAKER}<path d="m16 9.5 5 5"/><path d="m21 9.5-5 5"/>`),
  enter: line('<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15"/>'),
  leave: line('<path d="M9 4.5V9H4.5M19.5 9H15V4.5M15 19.5V15h4.5M4.5 15H9v4.5"/>'),
  camera: line('<rect x="3" y="6.5" width="12" height="11" rx="2.5"/><path d="m15 10.5 6-3v9l-6-3"/>'),
  microphone: line(
    '<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
  ),
};
