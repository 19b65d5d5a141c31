import { describe, expect, it } from "vitest";
import { SendWindow } from "../../src/media/send-window.ts";
import { AUDIO, type MediaFrame, VIDEO } from "../../src/wire/frames.ts";

const frame = (type: 8 | 9, bytes: number, kind: "key" | "delta" | "config" = "delta"): MediaFrame => ({
  type,
  timestamp: 0,
  keyframe: kind !== "delta",
  config: kind === "config",
  bytes: new Uint8Array(bytes),
});

describe("SendWindow", () => {
  it("counts the bytes in flight", () => {
    const sendWindow = new SendWindow(1000);
    expect(sendWindow.admit(frame(VIDEO, 300, "key"))).toBe(true);
    expect(sendWindow.admit(frame(AUDIO, 50))).toBe(true);
    expect(sendWindow.inFlightBytes).toBe(350);
    sendWindow.acknowledge(300);
    expect(sendWindow.inFlightBytes).toBe(50);
    expect(sendWindow.sentBytes).toBe(350);
  });

  it("drops video until a keyframe when half of the window is free", () => {
    const changes: boolean[] = [];
    const sendWindow = new SendWindow(1000, (dropping) => changes.push(dropping));
    sendWindow.admit(frame(VIDEO, 1001, "key"));
    expect(sendWindow.admit(frame(VIDEO, 10))).toBe(false);
    expect(sendWindow.admit(frame(VIDEO, 10, "key"))).toBe(false);
    sendWindow.acknowledge(500);
    expect(sendWindow.hasRoom).toBe(false);
    sendWindow.acknowledge(501);
    expect(sendWindow.hasRoom).toBe(true);
    expect(sendWindow.admit(frame(VIDEO, 10))).toBe(false);
    expect(sendWindow.admit(frame(VIDEO, 10, "key"))).toBe(true);
    expect(sendWindow.admit(frame(VIDEO, 10))).toBe(true);
    expect(changes).toStrictEqual([true, false]);
    expect(sendWindow.dropped).toBe(3);
  });

  it("keeps audio up to twice the limit", () => {
    const sendWindow = new SendWindow(1000);
    sendWindow.admit(frame(VIDEO, 1900, "key"));
    expect(sendWindow.admit(frame(AUDIO, 101))).toBe(true);
    expect(sendWindow.admit(frame(AUDIO, 1))).toBe(false);
    expect(sendWindow.dropped).toBe(1);
  });

  it("always passes a codec configuration", () => {
    const sendWindow = new SendWindow(10);
    sendWindow.admit(frame(VIDEO, 5000, "key"));
    expect(sendWindow.admit(frame(VIDEO, 40, "config"))).toBe(true);
    expect(sendWindow.admit(frame(AUDIO, 2, "config"))).toBe(true);
  });

  it("is bounded for any input", () => {
    const sendWindow = new SendWindow(1000);
    for (let i = 0; i < 10_000; i++) {
      sendWindow.admit(frame(i % 3 === 0 ? AUDIO : VIDEO, 100, i % 50 === 0 ? "key" : "delta"));
    }
    expect(sendWindow.inFlightBytes).toBeLessThanOrEqual(2 * 1000 + 100);
  });

  it("ignores acknowledgements that decrease or exceed the sent bytes", () => {
    const sendWindow = new SendWindow(1000);
    sendWindow.admit(frame(VIDEO, 100, "key"));
    sendWindow.acknowledge(90);
    sendWindow.acknowledge(10);
    expect(sendWindow.inFlightBytes).toBe(10);
    sendWindow.acknowledge(1e9);
    expect(sendWindow.inFlightBytes).toBe(0);
  });

  it("counts after an outage which bytes in flight arrived", () => {
    const sendWindow = new SendWindow(1000);
    sendWindow.admit(frame(VIDEO, 600, "key"));
    sendWindow.acknowledge(200);
    sendWindow.restart(false);
    expect(sendWindow.inFlightBytes).toBe(0);
    sendWindow.admit(frame(VIDEO, 100, "key"));
    sendWindow.acknowledge(350);
    expect(sendWindow.inFlightBytes).toBe(100);
    sendWindow.acknowledge(450);
    expect(sendWindow.inFlightBytes).toBe(0);
    expect(sendWindow.sentBytes).toBe(700);
  });

  it("counts from 0 with a gateway that has not seen the stream", () => {
    const sendWindow = new SendWindow(1000);
    sendWindow.admit(frame(VIDEO, 600, "key"));
    sendWindow.restart(true);
    sendWindow.admit(frame(VIDEO, 100, "key"));
    expect(sendWindow.inFlightBytes).toBe(100);
    sendWindow.acknowledge(100);
    expect(sendWindow.inFlightBytes).toBe(0);
  });
});
