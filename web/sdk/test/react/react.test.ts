// @vitest-environment happy-dom
import { act, createElement, type ReactElement, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FakeSessions } from "../../../fake-gateway/fake-connection.ts";
import type { PlayerElement } from "../../src/elements/index.ts";
import {
  type ConnectionState,
  Player,
  Publisher,
  type StreamState,
  useEvent,
  useMultiConnection,
  usePlayedStream,
  usePublishedStream,
  useServers,
} from "../../src/react/index.ts";
import { InMemorySocket, InMemoryWorker } from "../support/in-memory.ts";
import { clock } from "../support/media.ts";

const SERVERS = ["rtmp://a.example/live", "rtmp://b.example/live"];
const GATEWAY = "ws://gateway.example/v1";
const MEDIA = clock();

let sockets: InMemorySocket[];
let root: Root;
let page: HTMLElement;

function worker(): InMemoryWorker {
  const sessions: FakeSessions = new Map();
  return new InMemoryWorker((url, protocol) => {
    const socket = new InMemorySocket(url, protocol, { media: MEDIA }, sessions);
    sockets.push(socket);
    return socket;
  }, undefined);
}

/** Renders an element in strict mode, which mounts each component twice. */
const render = (element: ReactElement) => act(async () => root.render(createElement(StrictMode, null, element)));

/** Waits until an assertion holds. React renders at the end of each `act`. */
const eventually = (assertion: () => void) =>
  vi.waitFor(async () => {
    await act(async () => {});
    assertion();
  });

const open = () => sockets.filter(({ readyState }) => readyState === 1);
const requests = (type: string) =>
  open().flatMap(({ gateway }) => gateway?.requests.filter((request) => request.type === type) ?? []);

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  sockets = [];
  page = document.body.appendChild(document.createElement("div"));
  root = createRoot(page);
});

afterEach(async () => {
  await act(async () => root.unmount());
  page.remove();
  vi.unstubAllGlobals();
});

describe("useMultiConnection", () => {
  let state: ConnectionState;

  function Session({ gateway = GATEWAY, to = SERVERS }: { gateway?: string; to?: string[] }): string {
    state = useMultiConnection(gateway, { to, worker });
    const servers = useServers(state.connection);
    return `${state.state}: ${servers.map((server) => server.state).join()}`;
  }

  it("opens one session that stays, and closes it when unmounted", async () => {
    await render(createElement(Session));
    await eventually(() => expect(page.textContent).toBe("connected: Live,Live"));
    expect(state.connected).toBe(state.connection);
    await eventually(() => expect(open()).toHaveLength(1));
    await render(createElement(Session, { to: [...SERVERS] }));
    expect(requests("connect")).toHaveLength(1);
    await act(async () => root.unmount());
    await vi.waitFor(() => expect(open()).toHaveLength(0));
  });

  it("opens another session for other servers", async () => {
    await render(createElement(Session));
    await eventually(() => expect(state.state).toBe("connected"));
    const before = state.connection;
    await render(createElement(Session, { to: ["rtmp://c.example/live"] }));
    await eventually(() => expect(page.textContent).toBe("connected: Live"));
    expect(state.connection).not.toBe(before);
    await eventually(() => expect(open()).toHaveLength(1));
  });

  it("has the error of servers that refuse, and of an impossible gateway", async () => {
    await render(createElement(Session, { to: ["rtmp://refuse.example/live"] }));
    await eventually(() => expect(state.state).toBe("closed"));
    expect(state.error).toMatchObject({ code: "setup-failed" });
    await render(createElement(Session, { gateway: "ftp://gateway.example" }));
    await eventually(() => expect(state.error).toMatchObject({ name: "TypeError" }));
    expect(state.connection).toBeUndefined();
  });

  it("follows a session that ends", async () => {
    await render(createElement(Session));
    await eventually(() => expect(state.state).toBe("connected"));
    await act(async () => state.connection?.close());
    expect(state.state).toBe("closed");
    expect(state.connected).toBeUndefined();
  });
});

describe("hooks of streams", () => {
  let published: StreamState<unknown>;
  let played: StreamState<unknown>;
  let statuses: string[];

  function Streams({ name, prefix = "" }: { name?: string; prefix?: string }): string {
    const { connected } = useMultiConnection(GATEWAY, { to: SERVERS, worker });
    published = usePublishedStream(connected, name, {});
    played = usePlayedStream(connected, name === undefined ? undefined : "show");
    useEvent(connected, "status", ({ code }) => statuses.push(prefix + code));
    return "";
  }

  beforeEach(() => {
    statuses = [];
  });

  it("publish and play once, and close their streams", async () => {
    await render(createElement(Streams, { name: "mine" }));
    await eventually(() => expect([published.stream, played.stream]).not.toContain(undefined));
    await render(createElement(Streams, { name: "mine", prefix: "later " }));
    expect(requests("publish")).toHaveLength(1);
    expect(requests("play")).toHaveLength(1);
    await render(createElement(Streams, {}));
    await eventually(() => expect(requests("closeStream")).toHaveLength(2));
    expect([published.stream, played.stream]).toStrictEqual([undefined, undefined]);
  });

  it("call the listener of the latest render", async () => {
    await render(createElement(Streams, {}));
    await render(createElement(Streams, { prefix: "later " }));
    await render(createElement(Streams, { name: "mine", prefix: "later " }));
    await eventually(() => expect(statuses).toContain("later NetStream.Publish.Start"));
    expect(statuses).not.toContain("NetStream.Publish.Start");
  });

  it("have the error of a stream that no server has", async () => {
    function Missing(): string {
      const { connected } = useMultiConnection(GATEWAY, { to: SERVERS, worker });
      played = usePlayedStream(connected, "missing");
      return "";
    }
    await render(createElement(Missing));
    await eventually(() => expect(played.error).toMatchObject({ code: "play-failed" }));
  });
});

describe("components", () => {
  it("pass props and events to the elements", async () => {
    const received: unknown[] = [];
    const ref = { current: null as PlayerElement | null };
    const player = (name: string) =>
      createElement(Player, {
        ref,
        name,
        gateway: "ws://gateway.example/v1",
        servers: SERVERS,
        start: -2,
        controls: true,
        className: "wide",
        onStateChange: ({ detail }) => received.push(detail.phase),
      });
    await render(player("show"));
    const element = ref.current;
    expect(element?.localName).toBe("multi-connection-player");
    expect(Object.fromEntries([...(element?.attributes ?? [])].map(({ name, value }) => [name, value]))).toMatchObject({
      name: "show",
      servers: SERVERS.join(" "),
      start: "-2",
      controls: "",
      class: "wide",
    });
    element?.dispatchEvent(new CustomEvent("statechange", { detail: { phase: "playing" } }));
    await render(player("other"));
    expect(ref.current).toBe(element);
    expect(element?.name).toBe("other");
    element?.dispatchEvent(new CustomEvent("statechange", { detail: { phase: "waiting" } }));
    expect(received).toStrictEqual(["playing", "waiting"]);
  });

  it("render on a server", () => {
    const html = renderToString(
      createElement("main", null, createElement(Player, { name: "show" }), createElement(Publisher, { name: "mine" })),
    );
    expect(html).toContain('<multi-connection-player name="show">');
    expect(html).toContain('<multi-connection-publisher name="mine">');
  });
});
