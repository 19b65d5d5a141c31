import type { Value } from "multiconnection";

/** Participant of a room. */
export interface Participant {
  /** Name of the slot. */
  readonly id: string;
  readonly name: string;
  /** Name of the published stream, if any. */
  readonly stream?: string;
  readonly isMe: boolean;
}

/** Interval at which each participant refreshes its slot, in milliseconds. */
export const HEARTBEAT_MS = 5000;

/** Time without a heartbeat after which a participant counts as gone, in milliseconds. */
export const GONE_MS = 20_000;

/** Returns the value of a participant's slot. It changes with each heartbeat, so that servers forward it. */
export function slotOf({ name, stream }: Pick<Participant, "name" | "stream">, heartbeat: number): Value {
  return { name, beat: heartbeat, ...(stream !== undefined && { stream }) };
}

/**
 * Participants of a room, each with one slot. The clocks of other clients are not trusted: only the local time of the last
 * change of a slot counts.
 */
export class Participants {
  readonly #all = new Map<string, Participant>();
  readonly #changedAt = new Map<string, number>();
  #sweptAt: number;

  constructor(
    readonly me: string,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#sweptAt = now();
  }

  /** The user first, then the others by name. */
  get list(): Participant[] {
    return [...this.#all.values()].sort(
      (a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id),
    );
  }

  /** Applies the value of a slot. @returns the participant that joined or left, if any */
  update(id: string, value: Value): { joined?: Participant; left?: Participant } {
    const before = this.#all.get(id);
    const participant = read(id, value, id === this.me);
    if (participant === undefined) {
      this.#all.delete(id);
      this.#changedAt.delete(id);
      return before === undefined ? {} : { left: before };
    }
    this.#all.set(id, participant);
    this.#changedAt.set(id, this.now());
    return before === undefined ? { joined: participant } : {};
  }

  /** Removes all participants. */
  clear(): void {
    this.#all.clear();
    this.#changedAt.clear();
  }

  /** Called with each heartbeat. @returns the ids of participants that are gone, so that their slots can be deleted */
  sweep(): string[] {
    const now = this.now();
    // After a suspension of this computer all the others would seem to be gone.
    if (now - this.#sweptAt > 2 * HEARTBEAT_MS) {
      for (const id of this.#changedAt.keys()) {
        this.#changedAt.set(id, now);
      }
    }
    this.#sweptAt = now;
    return [...this.#changedAt].filter(([id, at]) => id !== this.me && now - at > GONE_MS).map(([id]) => id);
  }
}

/** Validates the value of a slot, which other clients have written. */
function read(id: string, value: Value, isMe: boolean): Participant | undefined {
  if (typeof value !== "object" || value === null || !("name" in value) || typeof value.name !== "string") {
    return undefined;
  }
  const { name, stream } = value as { name: string; stream?: Value };
  return { id, name: name.slice(0, 60), isMe, ...(typeof stream === "string" && stream !== "" && { stream }) };
}
