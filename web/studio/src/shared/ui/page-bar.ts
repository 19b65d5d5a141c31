import { html, type TemplateResult } from "lit";
import type { Settings, Theme } from "../settings.ts";
import "./account-button.ts";
import { mark } from "./icons.ts";
import { segments } from "./segments.ts";

const THEMES = [
  { value: "auto", label: "System theme", icon: "auto" },
  { value: "light", label: "Light theme", icon: "sun" },
  { value: "dark", label: "Dark theme", icon: "moon" },
] as const;

const PAGES = [
  { href: "./", name: "Live" },
  { href: "./watch.html", name: "Watch" },
  { href: "./objects.html", name: "Shared objects" },
  { href: "./chat.html", name: "Chat" },
  { href: "./calls.html", name: "Calls" },
  { href: "./rooms.html", name: "Rooms" },
] as const;

/** Name of a page in the navigation. */
export type PageName = (typeof PAGES)[number]["name"];

/** Header of every page: name, navigation and theme. */
export function pageBar(current: PageName, settings: Settings): TemplateResult {
  return html`<header class="bar">
    <h1 class="wordmark">${mark}<span>MultiConnection</span> <em>Studio</em></h1>
    <nav class="pages" aria-label="Pages">
      ${PAGES.map(({ href, name }) => html`<a href=${href} aria-current=${name === current ? "page" : "false"}>${name}</a>`)}
    </nav>
    <mc-account class="account"></mc-account>
    ${segments("Theme", THEMES, settings.values.theme, (theme: Theme) => settings.set({ theme }))}
  </header>`;
}

/** Applies the theme of the settings, now and after each change. */
export function followTheme(settings: Settings): void {
  const apply = () => {
    document.documentElement.dataset.theme = settings.values.theme;
  };
  apply();
  settings.subscribe(apply);
}

/** Returns `localStorage`, or undefined where the browser denies it. */
export function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
