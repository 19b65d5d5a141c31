import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

it("the API reference of all entries is generated without invalid links and missing types", () => {
  const out = mkdtempSync(join(tmpdir(), "api-docs-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const cwd = join(import.meta.dirname, "../api-docs");
  const { status, stdout, stderr } = spawnSync("npx", ["typedoc", "--out", out], { cwd, encoding: "utf8" });
  expect(stdout + stderr).not.toMatch(/\[(?:warning|error)\]/);
  expect(status).toBe(0);
  for (const page of ["index", "modules/index", "modules/elements", "modules/flash", "modules/react"]) {
    expect(existsSync(join(out, `${page}.html`)), page).toBe(true);
  }
}, 300_000);
