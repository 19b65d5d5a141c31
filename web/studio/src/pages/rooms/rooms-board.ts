import { timeOfDay } from "../../shared/format.ts";
import { Model } from "../../shared/model.ts";
import type { Tone } from "../../shared/status-text.ts";
import { type Decision, type Directory, Operator, OperatorError, type Pending } from "./operator.ts";
import { Poll, type Sight } from "./poll.ts";
import { decisionText, whoText, wishText } from "./room-text.ts";

/** Something that an operator has decided here. */
export interface Decided {
  id: string;
  who: string;
  wish: string;
  /** When, in milliseconds since 1970. */
  time: number;
  tone: Tone;
  text: string;
}

/** What is kept of the token, in this tab alone. */
type TokenStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const TOKEN_KEY = "multiconnection.operator";
const MAX_DECIDED = 50;

/**
 * What operators see of rooms and of who waits for them.
 *
 * loading ──► open; any ──401──► locked ──unlock──► loading; any ──404──► off ──again──► loading. A gateway that is away
 * changes nothing of what is shown, but that there is a problem.
 */
export class RoomsBoard extends Model {
  phase: "loading" | "locked" | "off" | "open" = "loading";
  directories: readonly Directory[] = [];
  /** How many may wait at once. */
  max = 0;
  /** Why the token was not taken, or why what is shown is old. */
  problem: string | undefined;
  /** Newest first. */
  decided: readonly Decided[] = [];
  #pending: readonly Pending[] = [];
  #token: string | undefined;
  #shownAt: number | undefined;
  readonly #deciding = new Map<string, "accept" | "reject">();
  readonly #problems = new Map<string, string>();
  /** Who is no longer pending, though a list of a moment ago may still say so. */
  readonly #gone = new Set<string>();
  readonly #operator: Operator;
  readonly #poll: Poll;

  constructor(
    readonly tokens: TokenStore | undefined,
    sight: Sight,
    ask?: typeof fetch,
  ) {
    super();
    this.#token = tokens?.getItem(TOKEN_KEY) ?? undefined;
    this.#operator = new Operator(() => this.#token, ask);
    this.#poll = new Poll(() => this.#look(), sight);
  }

  /** Begins to look; without a token to see whether one is wanted. */
  start(): void {
    this.#poll.start();
  }

  stop(): void {
    this.#poll.stop();
  }

  /** Looks whether there is something for operators by now. */
  again(): void {
    this.#enter("loading");
    this.#poll.start();
  }

  /** Who waits: first those about whom an operator decides, then the others, the longest waiting first. */
  get pending(): readonly Pending[] {
    return this.#pending;
  }

  /** What is being decided about a client. */
  deciding(id: string): "accept" | "reject" | undefined {
    return this.#deciding.get(id);
  }

  /** Why a decision about a client did not arrive. */
  problemOf(id: string): string | undefined {
    return this.#problems.get(id);
  }

  unlock(token: string): void {
    this.#token = token;
    this.#store((tokens) => tokens.setItem(TOKEN_KEY, token));
    this.again();
  }

  /** Forgets the token, and what was seen by it. */
  lock(): void {
    this.#forget();
    this.#enter("locked");
  }

  /** Lets a client in: with no further question, if there is a place. */
  accept(client: Pending): Promise<void> {
    return this.#decide(client, "accept", () => this.#operator.accept(client.id));
  }

  /** @param reason told to the client; may be empty */
  reject(client: Pending, reason: string): Promise<void> {
    return this.#decide(client, "reject", () => this.#operator.reject(client.id, reason.trim()));
  }

  async #decide(client: Pending, decision: "accept" | "reject", ask: () => Promise<Decision>): Promise<void> {
    const { id } = client;
    if (this.#deciding.has(id)) {
      return;
    }
    this.#deciding.set(id, decision);
    this.#problems.delete(id);
    this.changed();
    try {
      const answer = await ask();
      this.#settle(client, decisionText(answer), answer.outcome !== "admitted");
    } catch (error) {
      this.#refused(client, error);
    }
    this.#deciding.delete(id);
    this.changed();
    this.#poll.now();
  }

  #refused(client: Pending, error: unknown): void {
    const trouble = error instanceof OperatorError ? error.trouble : "away";
    switch (trouble) {
      case "nothing":
        this.#settle(client, { tone: "warning", text: "No longer waits: left, or somebody else decided" }, true);
        break;
      case "token":
        this.#locked();
        break;
      case "away":
        this.#problems.set(
          client.id,
          "The gateway did not answer, so it is not known whether this was done. Try again.",
        );
        break;
    }
  }

  #settle(client: Pending, { tone, text }: { tone: Tone; text: string }, isGone: boolean): void {
    const done = { id: client.id, who: whoText(client), wish: wishText(client), time: Date.now(), tone, text };
    this.decided = [done, ...this.decided].slice(0, MAX_DECIDED);
    if (isGone) {
      this.#gone.add(client.id);
      this.#pending = this.#pending.filter(({ id }) => id !== client.id);
    }
  }

  async #look(): Promise<boolean> {
    const token = this.#token;
    try {
      const [directories, { max, pending }] = await Promise.all([
        this.#operator.directories(),
        this.#operator.pending(),
      ]);
      if (token === this.#token) {
        this.#show(directories, max, pending);
      }
      return true;
    } catch (error) {
      // What was asked with another token says nothing about this one.
      return token !== this.#token || this.#missed(error);
    }
  }

  #show(directories: readonly Directory[], max: number, pending: readonly Pending[]): void {
    const listed = new Set(pending.map(({ id }) => id));
    for (const id of [...this.#gone].filter((each) => !listed.has(each))) {
      this.#gone.delete(id);
    }
    const waiting = pending.filter(({ id }) => !this.#gone.has(id));
    const isMine = ({ waitsFor }: Pending) => waitsFor === "operator";
    this.#pending = [...waiting.filter(isMine), ...waiting.filter((each) => !isMine(each))];
    Object.assign(this, { directories, max });
    this.#shownAt = Date.now();
    this.#enter("open");
  }

  /** @returns whether it is no use to ask again soon */
  #missed(error: unknown): boolean {
    const trouble = error instanceof OperatorError ? error.trouble : "away";
    switch (trouble) {
      case "token":
        this.#locked();
        return true;
      case "nothing":
        this.#poll.stop();
        this.#enter("off");
        return true;
      case "away":
        this.problem =
          this.#shownAt === undefined
            ? "The gateway does not answer. This page tries again by itself."
            : `The gateway does not answer. What is shown is of ${timeOfDay(this.#shownAt)}; this page tries again by itself.`;
        this.changed();
        return false;
    }
  }

  #locked(): void {
    const problem = this.#token === undefined ? undefined : "The gateway does not take this token.";
    this.#forget();
    this.#enter("locked", problem);
  }

  #forget(): void {
    this.#token = undefined;
    this.#store((tokens) => tokens.removeItem(TOKEN_KEY));
    this.#poll.stop();
    this.directories = [];
    this.#pending = [];
    this.decided = [];
    this.#shownAt = undefined;
  }

  #enter(phase: RoomsBoard["phase"], problem?: string): void {
    this.phase = phase;
    this.problem = problem;
    this.changed();
  }

  #store(change: (tokens: TokenStore) => void): void {
    try {
      if (this.tokens !== undefined) {
        change(this.tokens);
      }
    } catch {
      // Full or forbidden: it is asked for again after a reload.
    }
  }
}
