import { describe, expect, it } from "vitest";
import { keyProblem, problems, type SentQuality } from "./rules.ts";
import { SERVICES, serviceOf } from "./services.ts";

const YOUTUBE = "rtmps://a.rtmps.youtube.com/live2";
const TWITCH = "rtmp://live.twitch.tv/app";
const FACEBOOK = "rtmps://live-api-s.facebook.com:443/rtmp";
const X = "rtmps://de.pscp.tv:443/x";
const KICK = "rtmps://fa723fc1b171.global-contribute.live-video.net/app";

/** Quality from a short notation: size, frame rate, megabits of video, kilobits of audio. */
function quality(text: string): SentQuality {
  const [size = "", frameRate, megabits, kilobits = 128] = text.split(" ");
  const [width = 0, height = 0] = size.split("x").map(Number);
  const audioBitrate = 1000 * Number(kilobits);
  return { width, height, frameRate: Number(frameRate), videoBitrate: 1e6 * Number(megabits), audioBitrate };
}

describe("the rules of services", () => {
  it.each([
    [YOUTUBE, "1920x1080 60 12"],
    [YOUTUBE, "1080x1920 30 5"],
    [TWITCH, "1280x720 30 3"],
    [TWITCH, "1280x720 60 4.5"],
    [TWITCH, "1920x1080 60 6 320"],
    [TWITCH, "720x1280 30 2.5"],
    [FACEBOOK, "854x480 30 2"],
    [FACEBOOK, "1920x1080 30 6 256"],
    [X, "1920x1080 60 12"],
    [KICK, "1920x1080 60 8 320"],
    ["rtmp://own.example/live", "7680x4320 120 100 512"],
    ["nonsense", "1280x720 30 2.5"],
  ])("%s takes %s", (address, text) => {
    expect(problems(quality(text), { address, key: "abcd-efgh" })).toStrictEqual([]);
  });

  it.each([
    [YOUTUBE, "1920x1080 60 13", "The video bitrate is 13 Mbit/s; YouTube recommends up to 12 Mbit/s"],
    [TWITCH, "1920x1080 30 5", "The video bitrate is 5.0 Mbit/s; Twitch recommends up to 4.5 Mbit/s"],
    [TWITCH, "1920x1080 60 9", "The video bitrate is 9.0 Mbit/s; Twitch recommends up to 6.0 Mbit/s"],
    [TWITCH, "1080x1920 30 5", "The video bitrate is 5.0 Mbit/s; Twitch recommends up to 4.5 Mbit/s"],
    [TWITCH, "2560x1440 30 6", "The size is 1440p; Twitch takes up to 1080p. Choose a smaller size."],
    [TWITCH, "1280x720 120 3", "The frame rate is 120 fps; Twitch takes up to 60 fps. Choose a lower frame rate."],
    [TWITCH, "1280x720 30 3 384", "The audio bitrate is 384 kbit/s; Twitch takes up to 320 kbit/s."],
    [FACEBOOK, "1280x720 30 4.5", "The video bitrate is 4.5 Mbit/s; Facebook recommends up to 4.0 Mbit/s"],
    [FACEBOOK, "720x1280 30 2", "The size is 720 × 1280; Facebook recommends 16:9. Choose a quality in landscape."],
    [FACEBOOK, "1080x1080 30 2", "The size is 1080 × 1080; Facebook recommends 16:9."],
    [X, "1280x720 30 2 160", "The audio bitrate is 160 kbit/s; X takes up to 128 kbit/s."],
    [KICK, "1920x1080 60 8.5", "The video bitrate is 8.5 Mbit/s; Kick recommends up to 8.0 Mbit/s"],
  ])("%s recommends something else than %s", (address, text, expected) => {
    expect(problems(quality(text), { address })).toStrictEqual([
      { severity: "warning", text: expect.stringContaining(expected) },
    ]);
  });

  it("refuse an address without TLS where the service takes no other", () => {
    const found = problems(quality("1280x720 30 2.5"), { address: "rtmp://live-api-s.facebook.com/rtmp", key: "k" });
    expect(found).toStrictEqual([
      {
        severity: "error",
        text: "The address starts with rtmp://; Facebook accepts only rtmps://. Change the address.",
      },
    ]);
  });

  it("apply to the chosen service where each user has a URL", () => {
    const wide = quality("1280x720 120 2");
    const target = { address: "rtmp://in.example/x", key: "" };
    expect(problems(wide, { ...target, service: "x" })).toHaveLength(1);
    expect(problems(wide, target)).toStrictEqual([]);
    expect(serviceOf("rtmp://in.example/x", "twitch"), "known by its hosts only").toBeUndefined();
    expect(serviceOf("rtmp://other.global-contribute.live-video.net/app")).toBeUndefined();
  });

  it("list limits in ascending order", () => {
    for (const { name, rules } of SERVICES) {
      const limits = rules.video ?? [];
      const sorted = [...limits].sort((a, b) => a.side - b.side || a.frameRate - b.frameRate);
      expect(limits, name).toStrictEqual(sorted);
    }
  });

  it("link to pages over HTTPS", () => {
    expect(SERVICES.map(({ keyPage }) => new URL(keyPage).protocol)).toStrictEqual(SERVICES.map(() => "https:"));
  });
});

describe("a stream key", () => {
  const twitch = serviceOf(TWITCH);

  it.each([
    ["", undefined],
    ["  live_123_abc\n", undefined],
    ["FB-1-0-a?s_bl=1&a=b", undefined],
    ["live_123 abc", /white space/],
    ["live_123\nabc", /white space/],
    ["rtmp://live.twitch.tv/app/live_123", /is an address/],
    [" HTTPS://twitch.tv", /is an address/],
  ])("%j of a service is %s", (key, expected) => {
    expect(keyProblem(key, twitch) ?? "").toMatch(expected ?? /^$/);
  });

  it("of another server may contain spaces, but is no address", () => {
    expect(keyProblem("my show")).toBeUndefined();
    expect(keyProblem("rtmp://host/app/my show")).toMatch(/is an address/);
    expect(problems(quality("1280x720 30 2"), { address: TWITCH, key: "a b" })).toMatchObject([{ severity: "error" }]);
  });
});
