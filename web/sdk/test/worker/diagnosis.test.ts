import { describe, expect, it, onTestFinished, vi } from "vitest";
import { MultiConnection, type WorkerPort } from "../../src/index.ts";
import { diagnose } from "../../src/worker/diagnosis.ts";
import type { Probes } from "../../src/worker/link-listener.ts";
import { NO_ANSWER } from "../support/in-memory.ts";

const URL_OF_GATEWAY = "wss://gateway.example/v1?room=1";
const CLOSING = { code: 1006, reason: "" };
const OPAQUE = { type: "opaque", status: 0 } as Response;

/** Answers of a server to requests of the modes `cors` and `no-cors`; without one the request fails. */
const answers = (cors?: Response, noCors?: Response) =>
  vi.fn<Probes["fetch"]>(async (_, { mode }) => {
    const response = mode === "cors" ? cors : noCors;
    return response ?? Promise.reject(new TypeError("Failed to fetch"));
  });

const diagnosed = (fetch: Probes["fetch"], isBlocked: Probes["isBlocked"] = () => false) =>
  diagnose(URL_OF_GATEWAY, CLOSING, { ...NO_ANSWER, fetch, isBlocked }, new AbortController().signal);

const gateway = (fields: object) =>
  new Response(JSON.stringify({ protocol: "multiconnection.v1", ...fields }), { status: 426 });

describe("a WebSocket that does not open", () => {
  it("is refused by a gateway that says so, and says what to set", async () => {
    const refusal =
      "pages of https://page.example may not use this gateway. To allow them, set multiconnection.origins=…";
    const fetch = answers(gateway({ refusal }));
    expect(await diagnosed(fetch)).toStrictEqual({
      code: 1006,
      fault: "origin-refused",
      reason: `The gateway at ${URL_OF_GATEWAY} refuses this page: ${refusal}.`,
    });
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(String(url)).toBe("https://gateway.example/v1?room=1&origin=https%3A%2F%2Fpage.example");
    expect(init).toMatchObject({ credentials: "omit", cache: "no-store" });
  });

  it("has another cause if the gateway would accept the page", async () => {
    const closing = await diagnosed(answers(gateway({})));
    expect(closing).toMatchObject({ code: 1006, reason: expect.stringContaining("answers, but opens no WebSocket") });
    expect(closing).not.toHaveProperty("fault");
  });

  it.each([
    ["a page of another server", new Response("<h1>Not found</h1>", { status: 404 }), "HTTP status 404, expected"],
    ["other JSON", new Response("null"), "HTTP status 200, expected a gateway"],
    ["a response without CORS", undefined, "An HTTP server at gateway.example answers instead of a gateway"],
  ])("leads to no gateway at %s", async (_, cors, text) => {
    expect(await diagnosed(answers(cors, OPAQUE))).toMatchObject({
      fault: "no-gateway",
      reason: expect.stringContaining(text),
    });
  });

  it("leads nowhere if nothing answers", async () => {
    expect(await diagnosed(answers())).toMatchObject({
      fault: "unreachable",
      reason: expect.stringContaining(`Nothing answers at ${URL_OF_GATEWAY}. Check the host and the port`),
    });
  });

  it("is blocked by the page's Content Security Policy", async () => {
    const fetch = answers();
    const closing = await diagnosed(fetch, (protocol) => protocol === "wss:");
    expect(closing).toMatchObject({
      fault: "unreachable",
      reason: expect.stringContaining("Add wss://gateway.example"),
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("is not explained if the policy blocks the requests that would tell", async () => {
    expect(await diagnosed(answers(), (protocol) => protocol === "https:")).toBe(CLOSING);
  });
});

it("a diagnosis ends after 3 s, and with the connection", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  onTestFinished(() => timeout.mockRestore());
  const closing = new AbortController();
  const fetch = vi.fn<Probes["fetch"]>(
    (_, { signal }) =>
      new Promise((_, reject) => {
        signal?.throwIfAborted();
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  const diagnosis = diagnose(URL_OF_GATEWAY, CLOSING, { ...NO_ANSWER, fetch }, closing.signal);
  expect(timeout).toHaveBeenCalledWith(3000);
  closing.abort();
  expect(await diagnosis).toBe(CLOSING);
});

it("the fault of a session that does not begin is the code of its error", async () => {
  const port: WorkerPort = { postMessage: () => {}, terminate: () => {}, onmessage: null, onerror: null };
  const mc = new MultiConnection("wss://gateway.example/v1", { worker: () => port });
  const closing = { code: 1006, reason: "The gateway refuses this page.", fault: "origin-refused" as const };
  port.onmessage?.({ data: { kind: "closed", ...closing } });
  await expect(mc.hello).rejects.toMatchObject({ code: "origin-refused", message: closing.reason, closeCode: 1006 });
  expect(await mc.closed).toStrictEqual(closing);
});
