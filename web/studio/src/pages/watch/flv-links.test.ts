import { describe, expect, it } from "vitest";
import { flvLinks } from "./flv-links.ts";

const [A, B] = ["rtmp://a.example/live", "rtmp://b.example/live?x=1&y=2"] as const;

describe("links for other players", () => {
  it("name the servers, or the pool", () => {
    expect(flvLinks("wss://gateway.example/v1", [A], "show")).toStrictEqual({
      http: "https://gateway.example/live/show.flv?server=rtmp%3A%2F%2Fa.example%2Flive",
      ws: "wss://gateway.example/live/show.flv?server=rtmp%3A%2F%2Fa.example%2Flive",
    });
    const two = new URL(flvLinks("ws://localhost:8080/v1", [A, B], "a b/c")?.http ?? "");
    expect(two.pathname).toBe("/live/a%20b%2Fc.flv");
    expect(two.searchParams.getAll("server")).toStrictEqual([A, B]);
    expect(flvLinks("ws://localhost:8080/v1", [{ pool: "main" }], "show")?.ws).toBe(
      "ws://localhost:8080/live/main/show.flv",
    );
  });

  it("are missing if a pool is listed with other servers", () => {
    expect(flvLinks("ws://localhost/v1", [{ pool: "main" }, A], "show")).toBeUndefined();
    expect(flvLinks("ws://localhost/v1", [A, { pool: "main" }], "show")).toBeUndefined();
  });
});
