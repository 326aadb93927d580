import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packed } from "./packed.ts";
import { createProject, type Project } from "./project.ts";
import { REGISTRY, sayWithoutRegistry } from "./registry.ts";

sayWithoutRegistry("test/packages/installed.test.ts");

const MEGABYTE = 1_000_000;
const projects: Project[] = [];
const sources: string[] = [];
afterAll(async () => {
  for (const project of projects) await project.end();
  for (const source of sources) rmSync(source, { recursive: true, force: true });
});

/** A project with nothing but a package.json, and these dependencies. */
async function projectWith(dependencies: Readonly<Record<string, string>>): Promise<Project> {
  const source = mkdtempSync(join(realpathSync(tmpdir()), "nearedge-source-"));
  sources.push(source);
  mkdirSync(source, { recursive: true });
  const scripts = { version: "node --version" };
  writeFileSync(join(source, "package.json"), JSON.stringify({ private: true, type: "module", scripts, dependencies }));
  const { nearedge, cli } = packed();
  const project = await createProject(source, { nearedge, "nearedge-cli": cli });
  projects.push(project);
  return project;
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

const programsOf = (project: Project): string[] => {
  const folder = join(project.folder, "node_modules/.bin");
  return statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];
};

describe.skipIf(!REGISTRY)("an installed project", () => {
  it("has at most 3 MB with the engine, and no programs", async () => {
    const project = await projectWith({ nearedge: "0.1.0" });
    const bytes = bytesBelow(join(project.folder, "node_modules"));
    process.stderr.write(`nearedge installed: ${(bytes / MEGABYTE).toFixed(2)} MB\n`);
    expect(bytes).toBeLessThan(3 * MEGABYTE);
    expect(programsOf(project)).toEqual([]);
  });

  it("keeps its own Node with the command line beside it", async () => {
    const project = await projectWith({ nearedge: "0.1.0", "nearedge-cli": "0.1.0" });
    expect(programsOf(project)).toContain("nearedge");
    expect(programsOf(project)).not.toContain("node");
    // npm puts programs of packages first: a Node among them would answer here.
    expect((await project.run("npm", ["run", "--silent", "version"])).trim()).toBe(process.version);
    expect(await project.run("npx", ["--no-install", "nearedge", "--version"])).toMatch(/^0\.1\.0/);
  });
});
