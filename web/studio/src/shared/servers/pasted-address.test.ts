import { describe, expect, it } from "vitest";
import { splitAddress } from "./pasted-address.ts";

describe("a pasted address", () => {
  it.each([
    ["rtmp://live.twitch.tv/app/live_1_a", undefined, "rtmp://live.twitch.tv/app", "live_1_a"],
    ["rtmps://a.rtmps.youtube.com:443/live2/ab-cd ", undefined, "rtmps://a.rtmps.youtube.com/live2", "ab-cd"],
    [
      "rtmps://live-api-s.facebook.com:443/rtmp/FB-1-0-a?s_bl=1&b",
      undefined,
      "rtmps://live-api-s.facebook.com/rtmp",
      "FB-1-0-a?s_bl=1&b",
    ],
    [
      "rtmps://fa723fc1b171.global-contribute.live-video.net/app/sk_1",
      undefined,
      "rtmps://fa723fc1b171.global-contribute.live-video.net/app",
      "sk_1",
    ],
    ["rtmps://my.example/app/sk_1", "kick", "rtmps://my.example/app", "sk_1"],
    ["rtmps://my.example/", "kick", "rtmps://my.example/app", undefined],
    [
      "rtmps://fa723fc1b171.global-contribute.live-video.net",
      undefined,
      "rtmps://fa723fc1b171.global-contribute.live-video.net/app",
      undefined,
    ],
  ])("%s (%s) becomes %s and the key %s", (text, service, address, key) => {
    expect(splitAddress(text, service)).toStrictEqual(key === undefined ? { address } : { address, key });
  });

  it.each([
    ["rtmp://live.twitch.tv/app", undefined],
    ["rtmp://live.twitch.tv/app/", undefined],
    ["rtmp://live.twitch.tv", undefined],
    ["rtmps://b.rtmps.youtube.com/live2?backup=1", undefined],
    ["rtmp://own.example/live/instance", undefined],
    ["rtmp://push.tiktok.com/game/room", "tiktok"],
    ["nonsense", "kick"],
    ["", undefined],
  ])("%j (%s) stays as it is", (text, service) => {
    expect(splitAddress(text, service)).toStrictEqual({ address: text });
  });
});
