import { nothing } from "lit";
import { t } from "../../../shared/i18n/t.ts";
import type { Settings } from "../../../shared/settings.ts";

/** Keys of the Live page, and the buttons that they click. A key does what its button does. */
const SHORTCUTS = {
  live: { key: "G", button: '[data-testid="go-live"]' },
  microphone: { key: "M", button: '[data-testid="mute-microphone"]' },
  camera: { key: "V", button: '[data-testid="mute-camera"]' },
  record: { key: "R", button: '[data-testid="record"]' },
  help: { key: "?", button: '[data-testid="shortcuts"]' },
} as const;

/** Action with a keyboard shortcut. */
export type ShortcutName = keyof typeof SHORTCUTS;

/** Names of all actions, in the order in which they are listed. */
const NAMES = Object.keys(SHORTCUTS) as ShortcutName[];

/** Fields that take typed characters, or select an option by them. */
const FIELDS = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";

/** Returns the value of `aria-keyshortcuts` for the button of an action. Renders nothing while shortcuts are off. */
export function keyOf(settings: Settings, name: ShortcutName): string | typeof nothing {
  return settings.values.shortcuts ? SHORTCUTS[name].key : nothing;
}

/** Returns a tooltip with the key of an action: `Turn the microphone off (M)`. */
export function tooltip(settings: Settings, name: ShortcutName, text: string): string {
  return settings.values.shortcuts ? t("shortcuts.tooltip", { text, key: SHORTCUTS[name].key }) : text;
}

/** Returns the keys of the actions whose buttons are on the page, with their descriptions. */
export function shortcutsOf(page: ParentNode): Array<{ key: string; text: string }> {
  return NAMES.filter((name) => page.querySelector(SHORTCUTS[name].button) !== null).map((name) => ({
    key: SHORTCUTS[name].key,
    text: t(`shortcuts.${name}`),
  }));
}

/** Key event, as far as shortcuts concern it. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "altKey" | "metaKey" | "repeat" | "isComposing" | "defaultPrevented" | "preventDefault"
> & { readonly target: unknown };

/** Clicks the button of a pressed key. Ignores keys in fields, with modifiers, and while a dialog is open. */
export function press(event: KeyPress, page: ParentNode): void {
  const name = NAMES.find((each) => SHORTCUTS[each].key === event.key.toUpperCase());
  const isOther = event.defaultPrevented || event.repeat || event.isComposing;
  const isOfBrowser = event.ctrlKey || event.altKey || event.metaKey;
  if (name === undefined || isOther || isOfBrowser || isField(event.target)) {
    return;
  }
  const button = page.querySelector<HTMLElement>(SHORTCUTS[name].button);
  if (button !== null && page.querySelector("dialog[open]") === null) {
    event.preventDefault();
    button.click();
  }
}

function isField(target: unknown): boolean {
  return (target as Partial<Element> | null)?.closest?.(FIELDS) != null;
}
