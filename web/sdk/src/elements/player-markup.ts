import { icons } from "./icons.ts";

/** Shadow root of the player. Its texts are keys of {@link ElementTexts}. */
export const PLAYER_MARKUP = `
<div part="frame" role="group" data-label="player">
  <video part="video" playsinline tabindex="-1"></video>
  <div part="shade"></div>
  <div part="top">
    <span part="badge"><i></i><span data-text="live"></span><span part="latency" data-title="behindLive"></span></span>
    <span part="notice" role="status"></span>
  </div>
  <div part="spinner" role="img" data-label="loading"></div>
  <button part="start-button" type="button" data-label="play" data-title="play">${icons.play}</button>
  <div part="message" role="status">
    <strong part="message-title"></strong>
    <span part="message-text"></span>
    <button part="retry-button" type="button" data-text="tryAgain"></button>
  </div>
  <button part="unmute-button" type="button">${icons.muted}<span data-text="tapForSound"></span></button>
  <div part="controls">
    <input part="seek" type="range" min="0" step="0.1" data-label="position" />
    <div part="row">
      <button part="play-button" type="button"></button>
      <span part="sound">
        <button part="mute-button" type="button"></button>
        <input part="volume" type="range" min="0" max="1" step="0.02" value="1" data-label="volume" />
      </span>
      <span part="time"></span>
      <span part="space"></span>
      <span part="server" data-title="playingServer"></span>
      <button part="fullscreen-button" type="button"></button>
    </div>
  </div>
</div>`;
