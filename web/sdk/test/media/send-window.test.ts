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
    const pacer = new SendWindow(1000);
    expect(pacer.admit(frame(VIDEO, 300, "key"))).toBe(true);
    expect(pacer.admit(frame(AUDIO, 50))).toBe(true);
    expect(pacer.inFlightBytes).toBe(350);
    pacer.acknowledge(300);
    expect(pacer.inFlightBytes).toBe(50);
    expect(pacer.sentBytes).toBe(350);
  });

  it("drops video until a keyframe when half of the window is free", () => {
    const told: boolean[] = [];
    const pacer = new SendWindow(1000, (dropping) => told.push(dropping));
    pacer.admit(frame(VIDEO, 1001, "key"));
    expect(pacer.admit(frame(VIDEO, 10))).toBe(false);
    expect(pacer.admit(frame(VIDEO, 10, "key"))).toBe(false);
    pacer.acknowledge(500);
    expect(pacer.hasRoom).toBe(false);
    pacer.acknowledge(501);
    expect(pacer.hasRoom).toBe(true);
    expect(pacer.admit(frame(VIDEO, 10))).toBe(false);
    expect(pacer.admit(frame(VIDEO, 10, "key"))).toBe(true);
    expect(pacer.admit(frame(VIDEO, 10))).toBe(true);
    expect(told).toStrictEqual([true, false]);
    expect(pacer.dropped).toBe(3);
  });

  it("keeps audio up to twice the limit", () => {
    const pacer = new SendWindow(1000);
    pacer.admit(frame(VIDEO, 1900, "key"));
    expect(pacer.admit(frame(AUDIO, 101))).toBe(true);
    expect(pacer.admit(frame(AUDIO, 1))).toBe(false);
    expect(pacer.dropped).toBe(1);
  });

  it("always passes a codec configuration", () => {
    const pacer = new SendWindow(10);
    pacer.admit(frame(VIDEO, 5000, "key"));
    expect(pacer.admit(frame(VIDEO, 40, "config"))).toBe(true);
    expect(pacer.admit(frame(AUDIO, 2, "config"))).toBe(true);
  });

  it("is bounded for any input", () => {
    const pacer = new SendWindow(1000);
    for (let i = 0; i < 10_000; i++) {
      pacer.admit(frame(i % 3 === 0 ? AUDIO : VIDEO, 100, i % 50 === 0 ? "key" : "delta"));
    }
    expect(pacer.inFlightBytes).toBeLessThanOrEqual(2 * 1000 + 100);
  });

  it("ignores acknowledgements that decrease or exceed the sent bytes", () => {
    const pacer = new SendWindow(1000);
    pacer.admit(frame(VIDEO, 100, "key"));
    pacer.acknowledge(90);
    pacer.acknowledge(10);
    expect(pacer.inFlightBytes).toBe(10);
    pacer.acknowledge(1e9);
    expect(pacer.inFlightBytes).toBe(0);
  });

  it("counts after an outage which bytes in flight arrived", () => {
    const pacer = new SendWindow(1000);
    pacer.admit(frame(VIDEO, 600, "key"));
    pacer.acknowledge(200);
    pacer.restart(false);
    expect(pacer.inFlightBytes).toBe(0);
    pacer.admit(frame(VIDEO, 100, "key"));
    pacer.acknowledge(350);
    expect(pacer.inFlightBytes).toBe(100);
    pacer.acknowledge(450);
    expect(pacer.inFlightBytes).toBe(0);
    expect(pacer.sentBytes).toBe(700);
  });

  it("counts from 0 with a gateway that has not seen the stream", () => {
    const pacer = new SendWindow(1000);
    pacer.admit(frame(VIDEO, 600, "key"));
    pacer.restart(true);
    pacer.admit(frame(VIDEO, 100, "key"));
    expect(pacer.inFlightBytes).toBe(100);
    pacer.acknowledge(100);
    expect(pacer.inFlightBytes).toBe(0);
  });
});
