import { icons } from "./icons.ts";

/** Shadow root of the publisher. */
export const PUBLISHER_MARKUP = `
<div part="panel" role="group" aria-label="Go live">
  <div part="stage">
    <video part="preview" playsinline muted autoplay></video>
    <div part="empty">
      <span part="empty-icon">${icons.camera}</span>
      <button part="allow-button" type="button">Turn on camera and microphone</button>
    </div>
    <div part="top">
      <span part="badge"><i></i>Live<span part="time"></span></span>
      <span part="warning" role="status"></span>
    </div>
    <div part="meter" role="img" aria-label="Microphone level"><i></i></div>
  </div>
  <div part="body">
    <div part="devices">
      <label part="device">${icons.camera}<select part="camera" aria-label="Camera"></select></label>
      <label part="device">${icons.microphone}<select part="microphone" aria-label="Microphone"></select></label>
    </div>
    <p part="message" role="alert"></p>
    <ul part="servers" aria-label="Servers"></ul>
    <button part="live-button" type="button">Go live</button>
  </div>
</div>`;
