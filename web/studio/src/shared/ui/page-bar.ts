import { html, type TemplateResult } from "lit";
import { nameOfLanguage, storeLanguage } from "../i18n/language.ts";
import { LANGUAGE, LANGUAGES, t } from "../i18n/t.ts";
import type { Settings, Theme } from "../settings.ts";
import "./account-button.ts";
import { mark } from "./icons.ts";
import { segments } from "./segments.ts";

const THEMES = [
  { value: "auto", label: t("theme.auto"), icon: "auto" },
  { value: "light", label: t("theme.light"), icon: "sun" },
  { value: "dark", label: t("theme.dark"), icon: "moon" },
] as const;

const PAGES = [
  { href: "./", page: "live" },
  { href: "./watch.html", page: "watch" },
  { href: "./objects.html", page: "objects" },
  { href: "./chat.html", page: "chat" },
  { href: "./calls.html", page: "calls" },
  { href: "./rooms.html", page: "rooms" },
  { href: "./flash.html", page: "flash" },
] as const;

/** Page in the navigation. */
export type PageName = (typeof PAGES)[number]["page"];

/** Header of every page: name, navigation, language and theme. */
export function pageBar(current: PageName, settings: Settings): TemplateResult {
  return html`<header class="bar">
    <h1 class="wordmark" translate="no">${mark}<span>MultiConnection</span> <em>Studio</em></h1>
    <nav class="pages" aria-label=${t("bar.pages")}>
      ${PAGES.map(({ href, page }) => html`<a href=${href} aria-current=${page === current ? "page" : "false"}>${t(`page.${page}`)}</a>`)}
    </nav>
    <mc-account class="account"></mc-account>
    <select class="language" translate="no" aria-label=${t("language")} @change=${chooseLanguage}>
      ${LANGUAGES.map((each) => html`<option value=${each} lang=${each} ?selected=${each === LANGUAGE}>${nameOfLanguage(each)}</option>`)}
    </select>
    ${segments(t("theme"), THEMES, settings.values.theme, (theme: Theme) => settings.set({ theme }))}
  </header>`;
}

/** Applies the theme of the settings, now and after each change, and the language of the page. */
export function preparePage(page: PageName, settings: Settings): void {
  followTheme(settings);
  applyLanguage(t(`page.${page}`));
}

/** Applies the theme of the settings, now and after each change. */
export function followTheme(settings: Settings): void {
  const apply = () => {
    document.documentElement.dataset.theme = settings.values.theme;
  };
  apply();
  settings.subscribe(apply);
}

/** Sets the language and the title of the document. */
export function applyLanguage(title: string): void {
  document.documentElement.lang = LANGUAGE;
  document.title = `${title} – MultiConnection Studio`;
}

/** Loads the page again in the chosen language. */
function chooseLanguage({ target }: Event): void {
  storeLanguage((target as HTMLSelectElement).value);
  location.reload();
}

/** Returns `localStorage`, or undefined where the browser denies it. */
export function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
