import type { Value } from "multiconnection";

/** Somebody in a room. */
export interface Participant {
  /** Names their slot. */
  readonly id: string;
  readonly name: string;
  /** What they publish, if anything. */
  readonly stream?: string;
  readonly isMe: boolean;
}

/** How often each tells that they are there, in milliseconds. */
export const BEAT_MS = 5000;

/** Who has told nothing for so long has vanished: a crash, a dead battery, a lost network. */
export const GONE_MS = 20_000;

/** What a participant writes into their slot. It changes with each beat, so that servers tell it. */
export function slotOf({ name, stream }: Pick<Participant, "name" | "stream">, beat: number): Value {
  return { name, beat, ...(stream !== undefined && { stream }) };
}

/**
 * Who is in a room: one slot each, as those who are there write it. Nobody's clock is trusted: what counts is when a slot
 * was last heard of here.
 */
export class Participants {
  readonly #all = new Map<string, Participant>();
  readonly #heardAt = new Map<string, number>();
  #sweptAt: number;

  constructor(
    readonly me: string,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#sweptAt = now();
  }

  /** This one first, then by name. */
  get list(): Participant[] {
    return [...this.#all.values()].sort(
      (a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id),
    );
  }

  /** Takes what a slot holds now. @returns what that means, if anything */
  heard(id: string, value: Value): { came?: Participant; left?: Participant } {
    const before = this.#all.get(id);
    const participant = read(id, value, id === this.me);
    if (participant === undefined) {
      this.#all.delete(id);
      this.#heardAt.delete(id);
      return before === undefined ? {} : { left: before };
    }
    this.#all.set(id, participant);
    this.#heardAt.set(id, this.now());
    return before === undefined ? { came: participant } : {};
  }

  /** Nobody is there, as far as is known. */
  clear(): void {
    this.#all.clear();
    this.#heardAt.clear();
  }

  /** Called with each beat. @returns who has vanished, so that somebody deletes their slots */
  sweep(): string[] {
    const now = this.now();
    // Whoever slept has heard nobody, and would take all the others for gone.
    if (now - this.#sweptAt > 2 * BEAT_MS) {
      for (const id of this.#heardAt.keys()) {
        this.#heardAt.set(id, now);
      }
    }
    this.#sweptAt = now;
    return [...this.#heardAt].filter(([id, at]) => id !== this.me && now - at > GONE_MS).map(([id]) => id);
  }
}

/** What is in a slot may be anything: others wrote it. */
function read(id: string, value: Value, isMe: boolean): Participant | undefined {
  if (typeof value !== "object" || value === null || !("name" in value) || typeof value.name !== "string") {
    return undefined;
  }
  const { name, stream } = value as { name: string; stream?: Value };
  return { id, name: name.slice(0, 60), isMe, ...(typeof stream === "string" && stream !== "" && { stream }) };
}
