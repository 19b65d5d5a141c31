import { timeOfDay } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { Model } from "../../shared/model.ts";
import type { Tone } from "../../shared/status-text.ts";
import { type Decision, type Directory, Operator, OperatorError, type Pending } from "./operator.ts";
import { Poll, type Visibility } from "./poll.ts";
import { clientText, decisionText, requestText } from "./room-text.ts";

/** Decision that was made in this tab. */
export interface Decided {
  id: string;
  client: string;
  request: string;
  /** Time in milliseconds since 1970. */
  time: number;
  tone: Tone;
  text: string;
}

/** Storage of the token, for this tab only. */
type TokenStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const TOKEN_KEY = "multiconnection.operator";
const MAX_DECIDED = 50;

/**
 * Rooms and pending clients, as shown to operators.
 *
 * loading ──► open; any ──401──► locked ──unlock──► loading; any ──404──► off ──reload──► loading. While the
 * gateway is unreachable, the last data is shown together with the problem.
 */
export class RoomsBoard extends Model {
  phase: "loading" | "locked" | "off" | "open" = "loading";
  directories: readonly Directory[] = [];
  /** Maximum number of pending clients. */
  max = 0;
  /** Reason why the token was rejected, or why the shown data is outdated. */
  problem: string | undefined;
  /** Decisions, newest first. */
  decided: readonly Decided[] = [];
  #pending: readonly Pending[] = [];
  #token: string | undefined;
  #accountToken: string | undefined;
  #shownAt: number | undefined;
  readonly #deciding = new Map<string, "accept" | "reject">();
  readonly #problems = new Map<string, string>();
  /** Ids of clients that are no longer pending, although an older response may still list them. */
  readonly #gone = new Set<string>();
  readonly #operator: Operator;
  readonly #poll: Poll;

  constructor(
    readonly tokens: TokenStore | undefined,
    visibility: Visibility,
    request?: typeof fetch,
    /** Returns the token of the user who is signed in, if any; used unless an operator token was entered. */
    accountToken: () => Promise<string | undefined> = async () => undefined,
  ) {
    super();
    this.#token = tokens?.getItem(TOKEN_KEY) ?? undefined;
    this.#operator = new Operator(async () => {
      this.#accountToken = await accountToken();
      return this.#token ?? this.#accountToken;
    }, request);
    this.#poll = new Poll(() => this.#load(), visibility);
  }

  /** Starts polling. Without a token, the first response shows whether one is required. */
  start(): void {
    this.#poll.start();
  }

  stop(): void {
    this.#poll.stop();
  }

  /** Polls again after the gateway had no operator token. */
  reload(): void {
    this.#enter("loading");
    this.#poll.start();
  }

  /** Pending clients: first those that wait for an operator, then the others, each by waiting time. */
  get pending(): readonly Pending[] {
    return this.#pending;
  }

  /** Decision about a client that is being sent. */
  deciding(id: string): "accept" | "reject" | undefined {
    return this.#deciding.get(id);
  }

  /** Reason why a decision about a client failed. */
  problemOf(id: string): string | undefined {
    return this.#problems.get(id);
  }

  /** Whether an operator token was entered, rather than an operator signed in. */
  get hasToken(): boolean {
    return this.#token !== undefined;
  }

  unlock(token: string): void {
    this.#token = token;
    this.#store((tokens) => tokens.setItem(TOKEN_KEY, token));
    this.reload();
  }

  /** Clears the token and all data that was loaded with it. */
  lock(): void {
    this.#reset();
    this.#enter("locked");
  }

  /** Accepts a client. It gets a place as soon as one is free. */
  accept(client: Pending): Promise<void> {
    return this.#decide(client, "accept", () => this.#operator.accept(client.id));
  }

  /** @param reason sent to the client; may be empty */
  reject(client: Pending, reason: string): Promise<void> {
    return this.#decide(client, "reject", () => this.#operator.reject(client.id, reason.trim()));
  }

  async #decide(client: Pending, decision: "accept" | "reject", request: () => Promise<Decision>): Promise<void> {
    const { id } = client;
    if (this.#deciding.has(id)) {
      return;
    }
    this.#deciding.set(id, decision);
    this.#problems.delete(id);
    this.changed();
    try {
      const response = await request();
      this.#settle(client, decisionText(response), response.outcome !== "admitted");
    } catch (error) {
      this.#onFailure(client, error);
    }
    this.#deciding.delete(id);
    this.changed();
    this.#poll.now();
  }

  #onFailure(client: Pending, error: unknown): void {
    const failure = error instanceof OperatorError ? error.failure : "unreachable";
    switch (failure) {
      case "missing":
        this.#settle(client, { tone: "warning", text: t("board.gone") }, true);
        break;
      case "token":
        this.#locked();
        break;
      case "unreachable":
        this.#problems.set(client.id, t("board.noResponse"));
        break;
    }
  }

  #settle(client: Pending, { tone, text }: { tone: Tone; text: string }, isGone: boolean): void {
    const done = {
      id: client.id,
      client: clientText(client),
      request: requestText(client),
      time: Date.now(),
      tone,
      text,
    };
    this.decided = [done, ...this.decided].slice(0, MAX_DECIDED);
    if (isGone) {
      this.#gone.add(client.id);
      this.#pending = this.#pending.filter(({ id }) => id !== client.id);
    }
  }

  async #load(): Promise<boolean> {
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
      // A response to a request with an older token says nothing about the current one.
      return token !== this.#token || this.#onLoadFailure(error);
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

  /** @returns whether polling continues without backoff */
  #onLoadFailure(error: unknown): boolean {
    const failure = error instanceof OperatorError ? error.failure : "unreachable";
    switch (failure) {
      case "token":
        this.#locked();
        return true;
      case "missing":
        this.#poll.stop();
        this.#enter("off");
        return true;
      case "unreachable":
        this.problem =
          this.#shownAt === undefined ? t("board.retrying") : t("board.old", { time: timeOfDay(this.#shownAt) });
        this.changed();
        return false;
    }
  }

  #locked(): void {
    const problem = this.#refusal();
    this.#reset();
    this.#enter("locked", problem);
  }

  #refusal(): string | undefined {
    if (this.#token !== undefined) {
      return t("board.token");
    }
    return this.#accountToken && t("board.noOperator");
  }

  #reset(): void {
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
      // The storage is full or denied: the token has to be entered again after a reload.
    }
  }
}
