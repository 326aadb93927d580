import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, serve } from "./child.ts";
import { stepsOf } from "./document-commands.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What a fresh copy has not got; `build` is there after `npm ci`. */
const MADE = new Set(["node_modules", ".nearedge", ".wrangler", "dist", ".git"]);
const [install, dryRun, dev] = stepsOf("docs/deployment.md", "In a copy of the repository");

let folder: string;
const site = (path: string) => join(folder, ".nearedge/site", path);
const shell = (command: string) => run(folder, "sh", ["-c", command]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nearedge-copy-"));
  for (const name of readdirSync(ROOT)) {
    if (MADE.has(name)) continue;
    cpSync(join(ROOT, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  // Of `npm ci` only what it makes: the packages, and the kernels.
  expect(install?.command).toBe("npm ci");
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

describe("wrangler in a fresh copy of the repository", () => {
  it("fills the site with the built-in catalogue, once, and serves it", async () => {
    const first = await shell(dryRun?.command ?? "");
    expect(first).toContain("training on the built-in catalogue");
    expect(first).toContain("--dry-run: exiting now");
    const filled = readFileSync(site("artefact/manifest.json"), "utf8");
    const server = await serve(folder, "sh", (port) => ["-c", `exec ${dev?.command.replace("8787", String(port))}`]);
    try {
      const ready = await shell(dev?.asked[0]?.replace("8787", server.address.port) ?? "");
      expect(JSON.parse(ready)).toMatchObject({ status: "ready", model: { name: "built-in catalogue" } });
      expect(server.output()).not.toContain("training on");
    } finally {
      await server.stop();
    }
    expect(readFileSync(site("artefact/manifest.json"), "utf8")).toBe(filled);
  });

  it("does not deploy a site without a working artefact, or without its rules for headers", async () => {
    const refuses = (command = dryRun?.command ?? "") => shell(command).then(String, (error: Error) => error.message);
    const spoiled = async (path: string, content: string | undefined): Promise<string> => {
      const before = readFileSync(site(path));
      if (content === undefined) rmSync(site(path));
      else writeFileSync(site(path), content);
      const said = await refuses();
      writeFileSync(site(path), before);
      return said;
    };
    const shard = readdirSync(site("artefact")).find((name) => name.startsWith("model-")) ?? "";
    expect(await spoiled("artefact/manifest.json", undefined)).toMatch(/status 1:[\s\S]*no artefact to serve/);
    expect(await spoiled(`artefact/${shard}`, "cut off")).toMatch(/status 1:[\s\S]*no artefact to serve/);
    expect(await spoiled("_headers", "")).toMatch(/status 1:[\s\S]*_headers: expected the rules for headers, got none/);
    expect(await refuses()).toContain("--dry-run: exiting now");
  });
});
