import { icons } from "./icons.ts";

/** Shadow root of the publisher. Its texts are keys of {@link ElementTexts}. */
export const PUBLISHER_MARKUP = `
<div part="panel" role="group" data-label="goLive">
  <div part="stage">
    <video part="preview" playsinline muted autoplay></video>
    <div part="empty">
      <span part="empty-icon">${icons.camera}</span>
      <button part="allow-button" type="button" data-text="turnOn"></button>
    </div>
    <div part="top">
      <span part="badge"><i></i><span data-text="live"></span><span part="time"></span></span>
      <span part="warning" role="status"></span>
    </div>
    <div part="meter" role="img" data-label="microphoneLevel"><i></i></div>
  </div>
  <div part="body">
    <div part="devices">
      <label part="device">${icons.camera}<select part="camera" data-label="camera"></select></label>
      <label part="device">${icons.microphone}<select part="microphone" data-label="microphone"></select></label>
    </div>
    <p part="message" role="alert"></p>
    <ul part="servers" data-label="servers"></ul>
    <button part="live-button" type="button"></button>
  </div>
</div>`;
