import { nothing } from "lit";
import { describe, expect, it } from "vitest";
import { Settings } from "../../../shared/settings.ts";
import { type KeyPress, keyOf, press, shortcutsOf, tooltip } from "./shortcuts.ts";

/** Page with buttons by test id, and perhaps an open dialog. */
class FakePage {
  readonly clicks: string[] = [];
  prevented = 0;
  hasDialog = false;

  constructor(readonly buttons = ["go-live", "mute-microphone", "mute-camera", "shortcuts"]) {}

  press(change: Partial<KeyPress> & { key: string }): void {
    const none = { ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false };
    const preventDefault = () => {
      this.prevented++;
    };
    press({ ...none, defaultPrevented: false, target: field(null), preventDefault, ...change }, this.node);
  }

  get node(): ParentNode {
    const querySelector = (selector: string) => {
      const id = /^\[data-testid="(.+)"\]$/.exec(selector)?.[1] ?? "";
      if (selector === "dialog[open]") {
        return this.hasDialog ? {} : null;
      }
      return this.buttons.includes(id) ? { click: () => this.clicks.push(id) } : null;
    };
    return { querySelector } as unknown as ParentNode;
  }
}

const field = (found: object | null) => ({ closest: () => found });

describe("keyboard shortcuts", () => {
  it.each([
    ["g", "go-live"],
    ["G", "go-live"],
    ["m", "mute-microphone"],
    ["v", "mute-camera"],
    ["?", "shortcuts"],
  ])("%s clicks the button %s", (key, id) => {
    const page = new FakePage();
    page.press({ key });
    expect(page).toMatchObject({ clicks: [id], prevented: 1 });
  });

  it("reach a button that another part of the page adds", () => {
    const page = new FakePage(["record"]);
    page.press({ key: "r" });
    expect(page.clicks).toStrictEqual(["record"]);
    expect(shortcutsOf(page.node)).toStrictEqual([{ key: "R", text: "Start or stop recording" }]);
    expect(shortcutsOf(new FakePage().node).map(({ key }) => key)).toStrictEqual(["G", "M", "V", "?"]);
  });

  it.each<[string, Partial<KeyPress> & { key: string }]>([
    ["a key without an action", { key: "x" }],
    ["a key whose button is absent", { key: "v" }],
    ["a key with a name", { key: "Enter" }],
    ["Ctrl", { key: "r", ctrlKey: true }],
    ["Alt", { key: "m", altKey: true }],
    ["Cmd", { key: "g", metaKey: true }],
    ["a held key", { key: "m", repeat: true }],
    ["a key of an input method", { key: "m", isComposing: true }],
    ["a key that was handled", { key: "m", defaultPrevented: true }],
    ["typing in a field", { key: "m", target: field({}) }],
  ])("leave %s alone", (_, change) => {
    const page = new FakePage(["go-live", "mute-microphone", "record"]);
    page.press(change);
    expect(page).toMatchObject({ clicks: [], prevented: 0 });
  });

  it("are off while a dialog is open", () => {
    const page = new FakePage();
    page.hasDialog = true;
    page.press({ key: "m" });
    expect(page.clicks).toStrictEqual([]);
  });

  it("are named on their buttons unless they are turned off", () => {
    const settings = new Settings(undefined);
    expect([keyOf(settings, "microphone"), tooltip(settings, "microphone", "Mute")]).toStrictEqual(["M", "Mute (M)"]);
    settings.set({ shortcuts: false });
    expect([keyOf(settings, "microphone"), tooltip(settings, "microphone", "Mute")]).toStrictEqual([nothing, "Mute"]);
  });
});
