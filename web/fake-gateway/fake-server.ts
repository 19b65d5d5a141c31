import type { State } from "../sdk/src/wire/protocol.ts";

/** How a server behaves, by the first label of its host: `rtmp://refuse.example/live` refuses. */
export type Behaviour = "good" | "down" | "refuse" | "badkey" | "taken" | "slow" | "lost" | "silent" | "absent";
const BEHAVIOURS: readonly string[] = ["down", "refuse", "badkey", "taken", "slow", "lost", "silent", "absent"];

/** A server of a fake session. */
export interface FakeServer {
  url: string;
  behaviour: Behaviour;
  state: State;
  bytes: number;
  frames: number;
  dropped: number;
  publishedAt?: number;
  /** Attempts to bring it back since it was lost. */
  attempts: number;
}

export function fakeServer(url: string): FakeServer {
  return { url, behaviour: behaviour(url), state: "Connecting", bytes: 0, frames: 0, dropped: 0, attempts: 0 };
}

function behaviour(url: string): Behaviour {
  const label = new URL(url.replace(/^rtmps?:/, "http:")).hostname.split(".")[0] ?? "";
  return BEHAVIOURS.includes(label) ? (label as Behaviour) : "good";
}
