import { icons } from "./icons.ts";

/** Shadow root of the player. */
export const PLAYER_MARKUP = `
<div part="frame" role="group" aria-label="Video player">
  <video part="video" playsinline tabindex="-1"></video>
  <div part="shade"></div>
  <div part="top">
    <span part="badge"><i></i>Live<span part="latency" title="Behind live"></span></span>
    <span part="notice" role="status"></span>
  </div>
  <div part="spinner" role="img" aria-label="Loading"></div>
  <button part="start-button" type="button" aria-label="Play" title="Play">${icons.play}</button>
  <div part="message" role="status">
    <strong part="message-title"></strong>
    <span part="message-text"></span>
    <button part="retry-button" type="button">Try again</button>
  </div>
  <button part="unmute-button" type="button">${icons.muted}<span>Tap for sound</span></button>
  <div part="controls">
    <input part="seek" type="range" min="0" step="0.1" aria-label="Position" />
    <div part="row">
      <button part="play-button" type="button"></button>
      <span part="sound">
        <button part="mute-button" type="button" aria-label="Mute" title="Mute">${icons.sound}</button>
        <input part="volume" type="range" min="0" max="1" step="0.02" value="1" aria-label="Volume" />
      </span>
      <span part="time"></span>
      <span part="space"></span>
      <span part="server" title="Server that plays"></span>
      <button part="fullscreen-button" type="button" aria-label="Full screen" title="Full screen">${icons.enter}</button>
    </div>
  </div>
</div>`;
