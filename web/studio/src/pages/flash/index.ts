import "../../shared/ui/tokens.css";
import "../../shared/ui/base.css";
import "../../shared/ui/controls.css";
import "../../shared/ui/layout.css";
import "./flash.css";
import "../../shared/ui/forced-colors.css";
import type { MultiConnection } from "multiconnection/flash";
import { fetchOffered } from "../../shared/servers/destinations.ts";
import { Settings } from "../../shared/settings.ts";
import { preparePage, storage } from "../../shared/ui/page-bar.ts";
import { renderPage, SERVERS } from "./flash-view.ts";

const ARTICLE = "./flash/article.js";
const MAX_LINES = 500;
const KEY = "flash.servers";

/** Globals defined by the script tags before this module and by the code of the article. */
const globals = globalThis as unknown as { MultiConnection: typeof MultiConnection; mc?: MultiConnection };

const find = <E extends Element>(selector: string) => document.querySelector(selector) as E;
const settings = new Settings(storage());
preparePage("flash", settings);
renderPage(find("#page"), settings);
settings.subscribe(() => renderPage(find("#page"), settings));
const output = find<HTMLOListElement>("[data-testid=trace]");
const form = find<HTMLFormElement>("#servers");
const stop = find<HTMLButtonElement>("[data-testid=stop]");
const inputs = [...form.querySelectorAll("input")];

addEventListener("trace", (event) => write((event as CustomEvent<string>).detail));
addEventListener("error", ({ message }) => write(message, "bad"));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
stop.addEventListener("click", end);
void suggest();
void show();

/** Shows the source file line by line. */
async function show(): Promise<void> {
  const text = await (await fetch(ARTICLE)).text();
  find("[data-testid=code]").replaceChildren(
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => Object.assign(document.createElement("span"), { textContent: `${line}\n` })),
  );
}

/** Runs the file with a script tag, as any page would. */
function run(): void {
  end();
  output.replaceChildren();
  const urls = inputs.map(({ value }) => value.trim());
  localStorage.setItem(KEY, JSON.stringify(urls));
  globals.MultiConnection.gateway = settings.gatewayUrl(location.href);
  globals.MultiConnection.servers = Object.fromEntries(
    SERVERS.map(({ original }, i) => [original, urls[i] ?? original]),
  );
  const script = document.createElement("script");
  script.src = ARTICLE;
  script.addEventListener("load", () => {
    stop.disabled = false;
    script.remove();
  });
  document.head.append(script);
}

function end(): void {
  globals.mc?.ncClose();
  stop.disabled = true;
}

function write(text: string, tone = toneOf(text)): void {
  const line = document.createElement("li");
  line.textContent = text;
  line.className = `tone-${tone}`;
  output.append(line);
  if (output.childElementCount > MAX_LINES) {
    output.firstElementChild?.remove();
  }
  output.scrollTop = output.scrollHeight;
}

function toneOf(text: string): string {
  if (/\.(Failed|Rejected|BadName|Denied)$/.test(text)) {
    return "bad";
  }
  return /\.(Success|Start)$/.test(text) ? "good" : "idle";
}

/** Fills in the last used servers, or those that the gateway suggests to every page. */
async function suggest(): Promise<void> {
  const edited = new AbortController();
  form.addEventListener("input", () => edited.abort(), { once: true });
  const urls = storedServers() ?? (await fetchOffered().catch(() => ({ suggested: [] }))).suggested;
  for (const [i, input] of inputs.entries()) {
    input.value = edited.signal.aborted ? input.value : (urls[i] ?? input.value);
  }
}

function storedServers(): string[] | undefined {
  try {
    const urls: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return Array.isArray(urls) ? urls.filter((url) => typeof url === "string") : undefined;
  } catch {
    // The stored value is malformed.
    return undefined;
  }
}
