import { html, type TemplateResult } from "lit";
import type { Settings, Theme } from "../settings.ts";
import { mark } from "./icons.ts";
import { segments } from "./segments.ts";

const THEMES = [
  { value: "auto", label: "Colours of the system", icon: "auto" },
  { value: "light", label: "Light", icon: "sun" },
  { value: "dark", label: "Dark", icon: "moon" },
] as const;

const PAGES = [
  { href: "./", name: "Live" },
  { href: "./watch.html", name: "Watch" },
  { href: "./objects.html", name: "Shared objects" },
  { href: "./chat.html", name: "Chat" },
  { href: "./calls.html", name: "Calls" },
  { href: "./rooms.html", name: "Rooms" },
] as const;

/** Name of a page, as its bar shows it. */
export type PageName = (typeof PAGES)[number]["name"];

/** What stands above every page: the name, the way to the other pages, the colours. */
export function pageBar(current: PageName, settings: Settings): TemplateResult {
  return html`<header class="bar">
    <h1 class="wordmark">${mark}<span>MultiConnection</span> <em>Studio</em></h1>
    <nav class="pages" aria-label="Pages">
      ${PAGES.map(({ href, name }) => html`<a href=${href} aria-current=${name === current ? "page" : "false"}>${name}</a>`)}
    </nav>
    ${segments("Colours", THEMES, settings.values.theme, (theme: Theme) => settings.set({ theme }))}
  </header>`;
}

/** Gives the page the colours of the settings, now and whenever they change. */
export function followTheme(settings: Settings): void {
  const apply = () => {
    document.documentElement.dataset.theme = settings.values.theme;
  };
  apply();
  settings.watch(apply);
}

/** The browser's storage, where it has one for this page. */
export function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
