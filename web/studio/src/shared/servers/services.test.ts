import { describe, expect, it } from "vitest";
import { nameOf, problemOf, shown } from "./services.ts";

describe("RTMP addresses", () => {
  it.each([
    ["rtmps://a.rtmps.youtube.com/live2", "YouTube"],
    ["rtmp://live.twitch.tv/app", "Twitch"],
    ["rtmps://live-api-s.facebook.com:443/rtmp", "Facebook"],
    ["rtmp://localhost/live", "This machine, port 1935"],
    ["rtmp://notyoutube.com.example/live", "notyoutube.com.example"],
    ["rtmp://my_server:1936/live", "my_server"],
    ["rtmp://b\u00fccher.example/live", "xn--bcher-kva.example"],
    ["rtmps://[::1]:1936/live", "This machine, port 1936"],
    ["rtmp://host", "host"],
    ["nonsense", "New destination"],
  ])("%s has the name %s", (url, name) => {
    expect(nameOf(url)).toBe(name);
  });

  it.each([
    "rtmp://host/app",
    "RTMPS://host:443/app/instance?x=1",
    " rtmp://[::1]:1935/live ",
    'rtmp://a_b/x y#1?k={"|^%',
  ])("%s is valid", (url) => {
    expect(problemOf(url)).toBeUndefined();
  });

  it.each([
    ["rtmp://ho st/app", 'The address is not valid: a host with white space, "ho st", expected none.'],
    ["rtmp://host:70000/app", "The address is not valid: port 70000, expected 1..65535."],
    ["rtmp://host/", "The address must contain an app name after the host, such as /live."],
    ["rtmp:host/app", "The address must start with rtmp:// or rtmps://, such as rtmp://host/app."],
  ])("%s has an explained error", (url, words) => {
    expect(problemOf(url)).toBe(words);
  });

  it.each(["", "http://host/app", "rtmp://", "rtmp://host", "rtmp:/host/app", "rtmp://ho st/app"])(
    "%s is not valid",
    (url) => {
      expect(problemOf(url)).toMatch(/address/);
    },
  );

  it("are shown without credentials and query", () => {
    expect(shown("rtmp://user:pass@host/app?token=1#2")).toBe("rtmp://host/app");
    expect(shown("rtmp://user:p@ss@host/app#2?token=1")).toBe("rtmp://host/app#2");
    expect(shown("rtmp://user:p@ss@ho st/app?token=1\n2")).toBe("rtmp://ho st/app");
  });
});
