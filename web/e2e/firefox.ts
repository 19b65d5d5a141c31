import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";

const FIREFOX = process.env.FIREFOX || "/usr/bin/firefox-esr";
const PULSEAUDIO = process.env.PULSEAUDIO || "/usr/bin/pulseaudio";

/** Preferences of the profile: a camera and a microphone without a device and without a question, and sound at once. */
const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
};

/** Returns the programs that are missing for tests in Firefox. */
export function missingPrograms(): string[] {
  return [FIREFOX, PULSEAUDIO].filter((program) => !existsSync(program));
}

/** Firefox with one tab, driven by WebDriver BiDi, with a sound output of its own, without which it captures no sound. */
export class Firefox implements AsyncDisposable {
  readonly #pending = new Map<number, (message: { result?: unknown; error?: string; message?: string }) => void>();
  #nextId = 1;
  #tab = "";

  private constructor(
    readonly folder: string,
    readonly processes: readonly ChildProcess[],
    readonly socket: WebSocket,
  ) {
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      this.#pending.get(message.id)?.(message);
      this.#pending.delete(message.id);
    });
  }

  static async launch(): Promise<Firefox> {
    const folder = mkdtempSync(join(tmpdir(), "firefox-"));
    const preferences = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${value});`);
    writeFileSync(join(folder, "user.js"), preferences.join("\n"));
    const socket = join(folder, "sound.socket");
    const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_SERVER: `unix:${socket}` };
    const modules = ["module-null-sink", `module-native-protocol-unix auth-anonymous=1 socket=${socket}`];
    const { PULSE_SERVER: _, ...own } = env;
    const options = modules.flatMap((each) => ["-L", each]);
    const sound = spawn(PULSEAUDIO, ["-n", "-v", "--exit-idle-time=-1", ...options], { env: own });
    await printed(sound, /Daemon startup complete/);
    const args = ["--headless", "--profile", folder, "--remote-debugging-port", "0", "about:blank"];
    const browser = spawn(FIREFOX, args, { env });
    const [, url] = await printed(browser, /WebDriver BiDi listening on (ws:\S+)/);
    const firefox = new Firefox(folder, [browser, sound], new WebSocket(`${url}/session`));
    await new Promise((resolve, reject) => firefox.socket.once("open", resolve).once("error", reject));
    await firefox.#command("session.new", { capabilities: {} });
    const { contexts } = await firefox.#command<{ contexts: { context: string }[] }>("browsingContext.getTree", {});
    firefox.#tab = contexts[0]?.context ?? "";
    return firefox;
  }

  async open(url: string): Promise<void> {
    await this.#command("browsingContext.navigate", { context: this.#tab, url, wait: "complete" });
  }

  /** Hides the tab behind another one. */
  async hide(): Promise<void> {
    const { context } = await this.#command<{ context: string }>("browsingContext.create", { type: "tab" });
    await this.#command("browsingContext.activate", { context });
  }

  /** Calls a function in the page, as if the user had clicked there. Argument and result are values of JSON. */
  async evaluate<A, R>(action: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    const call = `async () => JSON.stringify((await (${action})(${JSON.stringify(argument)})) ?? null)`;
    const target = { context: this.#tab };
    const params = { functionDeclaration: call, awaitPromise: true, userActivation: true, target };
    const answer = await this.#command<Answer>("script.callFunction", params);
    if (answer.type === "exception") {
      throw new Error(`in Firefox: ${answer.exceptionDetails.text}`);
    }
    return JSON.parse(answer.result.value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    for (const process of this.processes) {
      const ended = new Promise((resolve) => process.once("exit", resolve));
      process.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  async #command<R>(method: string, params: object): Promise<R> {
    const id = this.#nextId++;
    const answered = new Promise<{ result?: unknown; error?: string; message?: string }>((resolve) =>
      this.#pending.set(id, resolve),
    );
    this.socket.send(JSON.stringify({ id, method, params }));
    const { result, error, message } = await answered;
    if (error !== undefined) {
      throw new Error(`${method}: ${error}, ${message}`);
    }
    return result as R;
  }
}

type Answer =
  | { type: "success"; result: { value: string } }
  | { type: "exception"; exceptionDetails: { text: string } };

/** Waits until a process has written a line to its error output. */
function printed(process: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = "";
    process.stderr?.on("data", (data) => {
      text += data;
      const found = pattern.exec(text);
      if (found !== null) {
        resolve(found);
      }
    });
    process.once("error", reject);
    process.once("exit", (code) => reject(new Error(`${process.spawnfile} ended with ${code}: ${text}`)));
  });
}
