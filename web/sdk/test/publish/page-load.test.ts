import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PageLoad } from "../../src/publish/page-load.ts";

describe("the load of a page", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Lets the page run for some time; each of its timers is late. */
  async function run(ms: number, lateMs: number): Promise<void> {
    const now = performance.now();
    const clock = vi.spyOn(performance, "now");
    for (let t = 0; t < ms; t += 100 + lateMs) {
      clock.mockReturnValue(now + t);
      await vi.advanceTimersByTimeAsync(100);
    }
  }

  it("is too high when frames are missing and the thread is late, until five seconds later", async () => {
    const page = new PageLoad();
    await run(4000, 0);
    expect(page.isOverloaded(true)).toBe(false);
    await run(4000, 60);
    expect(page.isOverloaded(false)).toBe(false);
    expect(page.isOverloaded(true)).toBe(true);
    await run(4000, 0);
    expect(page.isOverloaded(false)).toBe(true);
    await run(2000, 0);
    expect(page.isOverloaded(true)).toBe(false);
    page.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not measured while the page is hidden", async () => {
    vi.stubGlobal("document", { hidden: true });
    const page = new PageLoad();
    await run(8000, 60);
    expect(page.isOverloaded(true)).toBe(false);
    page.stop();
  });
});
