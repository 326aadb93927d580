import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, serve } from "./child.ts";
import { type Step, stepsOf } from "./document-commands.ts";
import { packed } from "./packed.ts";
import { REGISTRY } from "./registry.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PORT = /\b8787\b/g;
const INSTALL = /^npm install /;

/** Runs the steps in a folder; servers get a port that is free. Gives back what each wrote. */
async function follow(folder: string, steps: readonly Step[], install: (command: string) => Promise<string>) {
  const wrote: string[] = [];
  for (const step of steps) {
    if (step.kind === "serve") {
      const server = await serve(folder, "sh", (port) => ["-c", `exec ${step.command.replace(PORT, String(port))}`]);
      const { port } = server.address;
      for (const command of step.asked) wrote.push(await run(folder, "sh", ["-c", command.replace(PORT, port)]));
      await server.stop();
    } else {
      wrote.push(await (INSTALL.test(step.command) ? install(step.command) : run(folder, "sh", ["-c", step.command])));
    }
  }
  return wrote;
}

describe("docs/deployment.md, from an empty folder, up to the account", () => {
  const steps = stepsOf("docs/deployment.md", "Without an account");
  let folder: string;

  beforeAll(() => {
    // Without the registry the folder lies below the checkout, where the package finds what it depends on.
    folder = mkdtempSync(join(REGISTRY ? tmpdir() : join(ROOT, ".nearedge"), "nearedge-deployment-"));
    for (const name of ["orders.csv", "products.csv"])
      copyFileSync(join(ROOT, "examples/shop", name), join(folder, name));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  /** The released package is the one that was packed. */
  async function install(command: string): Promise<string> {
    const { cli } = packed();
    if (REGISTRY) return run(folder, "sh", ["-c", command.replace(/nearedge-cli@\S+/, pathToFileURL(cli).href)]);
    const modules = join(folder, "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    expect(spawnSync("tar", ["-xzf", cli, "-C", modules]).status).toBe(0);
    await run(modules, "mv", ["package", "nearedge-cli"]);
    symlinkSync("../nearedge-cli/bin/nearedge.js", join(modules, ".bin/nearedge"));
    symlinkSync(join(ROOT, "node_modules/wrangler/bin/wrangler.js"), join(modules, ".bin/wrangler"));
    return "";
  }

  it("trains, checks, serves, and writes a site that runs, with no histories in it", async () => {
    const wrote = await follow(folder, steps, install);
    const dryRun = wrote.find((text) => text.includes("dry run")) ?? "";
    expect(dryRun).toMatch(/ as the Worker my-shop\n/);
    expect(dryRun).toMatch(/^left out {2}artefact\/users-/m);
    const ready = wrote.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text));
    expect(ready.map(({ status }) => status)).toEqual(["ready", "ready"]);
    const files = readdirSync(join(folder, "site"), { recursive: true }).map(String);
    expect(files).toContain("wrangler.toml");
    expect(files.filter((name) => /users-/.test(name))).toEqual([]);
    expect(readFileSync(join(folder, "site/public/_headers"), "utf8")).toContain("nosniff");
    // The package brings no sources of its own worker: what ran is what was built.
    expect(existsSync(join(folder, "node_modules/nearedge-cli/worker"))).toBe(false);
  });
});
