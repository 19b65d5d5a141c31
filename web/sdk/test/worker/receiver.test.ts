import { describe, expect, it, vi } from "vitest";
import { FakeGateway } from "../../../fake-gateway/fake-gateway.ts";
import type { SocketLike } from "../../src/worker/gateway-socket.ts";
import type { FromWorker } from "../../src/worker/messages.ts";
import { MAX_UNCONSUMED_BYTES, Receiver } from "../../src/worker/receiver.ts";
import { WorkerHost } from "../../src/worker/worker-host.ts";
import { NO_ANSWER } from "../support/in-memory.ts";
import { frame, make } from "../support/tags.ts";

const HALF = MAX_UNCONSUMED_BYTES / 2 - 100;

function receiver() {
  const got: string[] = [];
  const created = new Receiver((tag, dropped) => got.push(`${tag.kind} ${tag.timestamp} ${dropped}`));
  return { created, got };
}

describe("Receiver", () => {
  it("delivers everything in order while the page consumes it", () => {
    const { created, got } = receiver();
    for (let time = 0; time < 40; time++) {
      const tag = make.keyframe(time, HALF);
      const { byteLength } = tag.bytes;
      created.receive(tag);
      created.consumed(byteLength);
    }
    expect(got).toHaveLength(40);
    expect(got.at(-1)).toBe("video 39 0");
  });

  it("drops video until the next keyframe while the page does not", () => {
    const { created, got } = receiver();
    created.receive(make.keyframe(0, HALF));
    created.receive(make.deltaFrame(1, HALF));
    created.receive(make.deltaFrame(2, HALF));
    created.consumed(MAX_UNCONSUMED_BYTES);
    created.receive(make.deltaFrame(3));
    created.receive(make.audio(3));
    created.receive(make.keyframe(4));
    created.receive(make.deltaFrame(5));
    expect(got).toStrictEqual(["video 0 0", "video 1 0", "audio 3 2", "video 4 2", "video 5 2"]);
  });

  it("drops audio, too, but no configuration", () => {
    const { created, got } = receiver();
    created.receive(make.keyframe(0, 2 * HALF));
    created.receive(make.audio(1, 1000));
    created.receive(make.aacConfig(2));
    created.receive(make.avcConfig(2));
    expect(got).toStrictEqual(["video 0 0", "audio 2 1", "video 2 1"]);
  });
});

describe("WorkerHost", () => {
  async function host() {
    const posted: FromWorker[] = [];
    const transferred: unknown[] = [];
    const socket: SocketLike = {
      readyState: 1,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: () => {},
      close: () => {},
    };
    const created = new WorkerHost({
      post: (message, transfer = []) => {
        posted.push(message);
        transferred.push(...transfer);
      },
      openSocket: () => socket,
      probes: NO_ANSWER,
      clock: () => 0,
      isOnline: () => true,
    });
    created.receive({ kind: "open", url: "ws://gateway.example/v1", reconnect: false });
    const limits = { textBytes: 1000, frameBytes: 2_097_152, servers: 1, streams: 8 };
    socket.onmessage?.({ data: JSON.stringify({ type: "hello", protocol: 1, session: "s", pools: [], limits }) });
    await vi.waitFor(() => expect(posted).toHaveLength(2));
    posted.length = 0;
    return { created, posted, transferred, socket };
  }

  it("posts the media of received streams only", async () => {
    const { created, posted, transferred, socket } = await host();
    created.receive({ kind: "receive", stream: 2 });
    socket.onmessage?.({ data: frame(9, 2, 7, [0x17, 1, 0, 0, 0]) });
    socket.onmessage?.({ data: frame(9, 3, 7, [0x17, 1, 0, 0, 0]) });
    socket.onmessage?.({ data: new ArrayBuffer(2) });
    expect(posted).toMatchObject([{ kind: "tag", stream: 2, dropped: 0, tag: { timestamp: 7 } }]);
    expect(transferred).toStrictEqual([posted[0]?.kind === "tag" && posted[0].tag.bytes]);
    created.receive({ kind: "stop", stream: 2 });
    socket.onmessage?.({ data: frame(9, 2, 8, [0x17, 1, 0, 0, 0]) });
    expect(posted).toHaveLength(1);
  });

  it("drops media that the page does not consume", async () => {
    const { created, posted, socket } = await host();
    created.receive({ kind: "receive", stream: 1 });
    const big = (time: number) => frame(9, 1, time, [0x17, 1, 0, 0, 0], 1024 * 1024);
    for (let time = 0; time < 20; time++) {
      socket.onmessage?.({ data: big(time) });
    }
    expect(posted).toHaveLength(7);
    created.receive({ kind: "consumed", stream: 1, bytes: 4 * 1024 * 1024 });
    socket.onmessage?.({ data: big(20) });
    expect(posted.at(-1)).toMatchObject({ dropped: 13, tag: { timestamp: 20 } });
  });
});

describe("the fake gateway", () => {
  it("has nothing to play without a file", () => {
    const said: string[] = [];
    const gateway = new FakeGateway({ send: (data) => said.push(String(data)), close: () => {} });
    gateway.text('{"id":1,"type":"connect","servers":["rtmp://a.example/live"]}');
    gateway.text('{"id":2,"type":"createStream"}');
    gateway.text('{"id":3,"type":"play","stream":1,"name":"show"}');
    expect(said.at(-1)).toContain('"code":"play-failed"');
  });
});
