import { mkdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, Server } from "node:http";
import { join } from "node:path";
import type { Connect, Plugin } from "vite";
import { type WebSocket, WebSocketServer } from "ws";
import { FakeConnection, type FakeSessions } from "./fake-connection.ts";
import { readFlv } from "./fake-media.ts";
import { FakeOperator } from "./fake-operator.ts";
import { FakeRooms } from "./fake-rooms.ts";
import { FakeSharedObjects } from "./fake-shared-objects.ts";
import { Faults } from "./faults.ts";
import { FlvFile } from "./flv-file.ts";

const POOLS = { main: ["rtmp://a.example/live", "rtmp://b.example/live"] };
const DESTINATIONS = {
  suggested: ["rtmp://127.0.0.1:1935/live", "rtmp://127.0.0.1:1936/live"],
  pools: Object.entries(POOLS).map(([name, servers]) => ({ name, servers })),
};

const ROOMS = new FakeRooms({
  demo: {
    master: "rtmp://master.example/rooms",
    state: "current",
    malformed: 1,
    rooms: [
      { id: "lobby", group: "chat", servers: ["rtmp://a.example/chat/lobby"], capacity: 40, users: 12 },
      { id: "café", group: "chat", servers: ["rtmp://b.example/chat/cafe"], capacity: 24, users: 18 },
      { id: "backstage", servers: ["rtmp://a.example/show", "rtmp://b.example/show"], capacity: 8, guarded: true },
      { id: "cabinet", servers: ["rtmp://c.example/chat/cabinet"], capacity: 1, users: 1 },
    ],
  },
});
const OPERATOR = new FakeOperator(ROOMS, "dev");

/** Content security policy with which the gateway serves the pages. */
const CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self' ws: wss:; " +
  "img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'";

/**
 * Serves a fake gateway next to the pages, for development and tests. With FAKE_RECORD=folder, the media of each session
 * is recorded there as 1.flv, 2.flv …
 */
export function fakeGateway(): Plugin {
  return {
    name: "fake-gateway",
    configureServer: (server) => attach(server.middlewares, server.httpServer as Server),
    configurePreviewServer: (server) => {
      server.middlewares.use((_, response, next) => {
        response.setHeader("Content-Security-Policy", CSP);
        next();
      });
      attach(server.middlewares, server.httpServer as Server);
    },
  };
}

function attach(middlewares: Connect.Server, server: Server): void {
  middlewares.use("/api/destinations", (_, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(DESTINATIONS));
  });
  middlewares.use("/api/sign-in", (_, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ required: false }));
  });
  middlewares.use("/api", async (request, response) => {
    const { method = "GET", originalUrl: path = "", headers } = request;
    const body = (await request.toArray()).join("");
    const result = OPERATOR.handle({ method, path, authorization: headers.authorization, body });
    response.statusCode = result.status;
    response.setHeader("Content-Type", "application/json");
    response.end(result.body === undefined ? "" : JSON.stringify(result.body));
  });
  middlewares.use("/v1", (request, response) => {
    const origin = new URL(request.url ?? "/", "http://fake").searchParams.get("origin");
    response.writeHead(426, { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" });
    const refusal = isRefused(origin) ? { refusal: `pages of ${origin} may not use this gateway` } : {};
    response.end(JSON.stringify({ protocol: "multiconnection.v1", ...refusal }));
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "multiconnection.v1" });
  const faults = new Faults();
  middlewares.use("/fake/", (request, response) => {
    faults.act(new URL(request.url ?? "/", "http://fake"));
    response.end();
  });
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    if (request.url === "/v1" && isRefused(request.headers.origin)) {
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    } else if (request.url === "/v1" && faults.isDown) {
      socket.destroy();
    } else if (request.url === "/v1") {
      sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, faults));
    }
  });
}

/** Whether pages of an origin are refused: those of the hosts `refused.…`. */
function isRefused(origin: string | null | undefined): boolean {
  return /^https?:\/\/refused\./.test(origin ?? "");
}

const objects = new FakeSharedObjects();
const sessions: FakeSessions = new Map();
let recordings = 0;

/** Interval at which played streams advance, in milliseconds. */
const PLAY_MS = 20;

/** Time for which a session without a WebSocket can be resumed, in milliseconds. */
const HOLD_MS = 30_000;

function serve(socket: WebSocket, faults: Faults): void {
  const folder = process.env.FAKE_RECORD;
  const file = folder === undefined ? undefined : record(folder);
  const peer = { send: (data: string | Uint8Array) => socket.send(data), close: socket.close.bind(socket) };
  const options = {
    pools: POOLS,
    holdMs: HOLD_MS,
    objects,
    rooms: ROOMS,
    published: faults.published,
    stepMs: 250,
    media: readFlv(readFileSync(join(import.meta.dirname, "fixtures/clock.flv"))),
    onMedia: (type: number, timestamp: number, body: Uint8Array) => file?.write(type, timestamp, body),
    onEnd: () => file?.close(),
  };
  const gateway = new FakeConnection(peer, options, sessions);
  faults.opened(gateway, socket);
  const acks = setInterval(() => gateway.session.ack(), 250);
  let playedAt = performance.now();
  const playing = setInterval(() => {
    const now = performance.now();
    gateway.session.plays.advance(now - playedAt);
    playedAt = now;
  }, PLAY_MS);
  socket.on("message", (data: Buffer, binary: boolean) => {
    if (binary) {
      gateway.media(data);
    } else {
      gateway.text(data.toString());
    }
  });
  socket.on("close", (code: number) => {
    clearInterval(acks);
    clearInterval(playing);
    gateway.closed(code);
  });
}

function record(folder: string): FlvFile {
  mkdirSync(folder, { recursive: true });
  return new FlvFile(join(folder, `${++recordings}.flv`));
}
