import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WEB = join(import.meta.dirname, "..");

/** App in a temporary folder with the package as npm packs it, and with React. */
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
    mkdirSync(join(this.app, "node_modules/@types"));
    for (const name of ["react", "@types/react"]) {
      symlinkSync(join(WEB, "node_modules", name), join(this.app, "node_modules", name));
    }
    run("tar", "-xzf", join(this.app, packed.filename), "-C", this.root, "--strip-components=1");
  }

  [Symbol.dispose](): void {
    rmSync(this.app, { recursive: true, force: true });
  }
}
