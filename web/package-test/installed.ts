import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WEB = join(import.meta.dirname, "..");

/** App in a temporary folder with the package as npm packs it. */
export class InstalledPackage implements Disposable {
  /** Folder of the app. */
  readonly app: string;
  /** Folder of the package. */
  readonly root: string;
  /** Files of the package, relative to its folder. */
  readonly files: readonly string[];

  constructor() {
    this.app = mkdtempSync(join(tmpdir(), "multiconnection-"));
    const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: WEB, encoding: "utf8" });
    const pack = ["pack", "-w", "sdk", "--json", "--pack-destination", this.app];
    const [packed] = Object.values(JSON.parse(run("npm", ...pack))) as [
      { filename: string; files: { path: string }[] },
    ];
    this.files = packed.files.map(({ path }) => path);
    this.root = join(this.app, "node_modules/multiconnection");
    mkdirSync(this.root, { recursive: true });
    run("tar", "-xzf", join(this.app, packed.filename), "-C", this.root, "--strip-components=1");
  }

  [Symbol.dispose](): void {
    rmSync(this.app, { recursive: true, force: true });
  }
}
