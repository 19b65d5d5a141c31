import { describe, expect, it } from "vitest";
import { KeptRecordings, type Saved } from "./kept-recordings.ts";

/** Store of files in memory. */
function storeOf(...names: string[]) {
  const files = new Set(names);
  return {
    list: async () => [...files].map((name) => ({ name, bytes: 1 })),
    file: async (name: string) => new File([name], name),
    remove: async (name: string) => void files.delete(name),
  };
}

describe("the kept recordings", () => {
  it.each([
    ["saved", []],
    ["canceled", ["a.mp4"]],
    ["downloading", ["a.mp4"]],
  ] satisfies Array<[Saved, string[]]>)("after a save that is %s are %j", async (saved, left) => {
    const kept = new KeptRecordings(storeOf("a.mp4"), async () => saved);
    await kept.load();
    await kept.save("a.mp4");
    expect(kept.files.map(({ name }) => name)).toStrictEqual(left);
    expect(kept.problem).toBeUndefined();
    expect(kept.isDownloaded("a.mp4")).toBe(saved === "downloading");
  });

  it("include the one that could not be saved, until it is deleted", async () => {
    const kept = new KeptRecordings(storeOf("a.mp4"), async () => {
      throw new DOMException("", "QuotaExceededError");
    });
    await kept.save("a.mp4");
    expect(kept.problem).toContain("Not enough disk space");
    expect(kept.files).toHaveLength(1);
    await kept.remove("a.mp4");
    expect(kept.files).toStrictEqual([]);
  });

  it("include the one that is still being written", async () => {
    const store = storeOf("a.mp4");
    const remove = () => Promise.reject(new DOMException("", "NoModificationAllowedError"));
    const kept = new KeptRecordings({ ...store, remove });
    await kept.remove("a.mp4");
    expect(kept.problem).toContain("still being written");
    expect(kept.files).toHaveLength(1);
  });

  it("are none where the browser denies storage", async () => {
    const list = () => Promise.reject(new DOMException("", "SecurityError"));
    const kept = new KeptRecordings({ ...storeOf("a.mp4"), list });
    await kept.load();
    expect(kept.files).toStrictEqual([]);
  });
});
