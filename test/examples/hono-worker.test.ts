import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { createClient } from "../../src/client.ts";
import type { Recommender } from "../../src/index.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { shopArtefact } from "../client/shop.ts";
import { packed } from "../packages/packed.ts";
import { createProject, type Project } from "../packages/project.ts";
import { REGISTRY, sayWithoutRegistry } from "../packages/registry.ts";

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FLAGS = 'compatibility_flags = ["nodejs_compat"]';

sayWithoutRegistry("test/examples/hono-worker");

describe.skipIf(!REGISTRY)("examples/hono-worker", () => {
  let project: Project;
  let files: readonly EncodedFile[];
  let recommender: Recommender;

  beforeAll(async () => {
    // workerd's own script only checks what npm has installed.
    project = await createProject(root("examples/hono-worker"), { nearedge: packed().nearedge });
    files = await shopArtefact("linear");
    recommender = await recommenderOf(await decodeFiles(files));
    const artefact = join(project.folder, "public/artefact");
    await mkdir(artefact, { recursive: true });
    for (const { name, bytes } of files) await writeFile(join(artefact, name), bytes);
  }, 300_000);
  afterAll(() => project?.end());

  it("fits the types of the package", () => {
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--lib", "es2024,dom"];
    const sources = ["src/index.ts", "src/env.d.ts"];
    const compiler = [root("node_modules/typescript/bin/tsc"), ...options, "--types", "", ...sources];
    expect(spawnSync(process.execPath, compiler, { cwd: project.folder, encoding: "utf8" }).stdout).toBe("");
  });

  it.each([
    ["with nodejs_compat", FLAGS, "7"],
    ["without Node's globals", 'compatibility_flags = ["no_nodejs_compat", "no_nodejs_compat_v2"]', "8"],
  ])("answers on its own routes and on those of NearEdge, %s", async (_, flags, basket) => {
    const configPath = join(project.folder, "wrangler.toml");
    const config = await readFile(configPath, "utf8");
    expect(config).toContain(FLAGS);
    await writeFile(configPath, config.replace(FLAGS, flags));
    const server = await project.serve("npx", (port) => [
      "wrangler",
      "dev",
      "--port",
      String(port),
      "--ip",
      "127.0.0.1",
    ]);
    try {
      const ask = async (path: string, init?: RequestInit) => (await fetch(new URL(path, server.address), init)).json();
      expect(await ask(`baskets/${basket}/TNT-01`, { method: "PUT" })).toEqual({ products: ["TNT-01"] });
      expect(await ask(`baskets/${basket}/JKT-16`, { method: "PUT" })).toEqual({ products: ["TNT-01", "JKT-16"] });
      const history = ["TNT-01", "JKT-16"];
      const expected = recommender.recommend({ history, k: 4, fields: ["price"] });
      expect(expected.reranked).toBe(true);
      expect(await ask(`baskets/${basket}/suggestions`)).toEqual({ items: expected.items });

      const { items } = await createClient(server.address).recommend({ history, k: 4, fields: ["price"] });
      expect(items).toEqual(expected.items);
      const names = ["manifest.json", files.find(({ name }) => name.startsWith("users-"))?.name ?? ""];
      const statuses = names.map(async (name) => (await fetch(new URL(`artefact/${name}`, server.address))).status);
      expect(await Promise.all(statuses)).toEqual([200, 404]);
      expect(await ask("nowhere")).toMatchObject({ status: 404, code: "unknown-path" });
    } finally {
      await server.stop();
      await writeFile(configPath, config);
    }
  });
});
