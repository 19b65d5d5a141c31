import { describe, expect, it, vi } from "vitest";
import { EventLog } from "./event-log.ts";

describe("the event log", () => {
  it("is bounded, and filtered by severity and text", () => {
    const log = new EventLog(3, () => new Date(0));
    for (const severity of ["info", "error", "warning", "error"] as const) {
      log.add(severity, "YouTube", `a ${severity}`, severity === "warning" ? "X.Y" : undefined);
    }
    expect(log.entries.map(({ id }) => id)).toStrictEqual([2, 3, 4]);
    expect(log.filter("error", "")).toHaveLength(2);
    expect(log.filter("all", " x.y ")).toHaveLength(1);
    expect(log.filter("error", "x.y")).toHaveLength(0);
  });

  it("is exported as JSON", () => {
    const log = new EventLog(3, () => new Date(0));
    log.add("good", "Studio", "Live", "NetStream.Publish.Start");
    expect(JSON.parse(log.export())).toStrictEqual({
      exported: "1970-01-01T00:00:00.000Z",
      events: [
        {
          id: 1,
          time: "1970-01-01T00:00:00.000Z",
          severity: "good",
          source: "Studio",
          text: "Live",
          code: "NetStream.Publish.Start",
        },
      ],
    });
  });

  it("notifies subscribers until they unsubscribe", () => {
    const [log, subscriber] = [new EventLog(), vi.fn()];
    const stop = log.subscribe(subscriber);
    log.add("info", "", "");
    stop();
    log.clear();
    expect(subscriber).toHaveBeenCalledOnce();
    expect(log.entries).toStrictEqual([]);
  });
});
