import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness } from "wrangler";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { createClient, ProblemError, pages } from "../../src/client.ts";
import type { Recommender } from "../../src/index.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { blocksOf } from "../client/blocks.ts";
import { shopArtefact } from "../client/shop.ts";

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let files: readonly EncodedFile[];
let recommender: Recommender;
let folder: string;

beforeAll(async () => {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
  process.env.WRANGLER_SEND_METRICS = "false";
  files = await shopArtefact("linear");
  recommender = await recommenderOf(await decodeFiles(files));
  // Below the repository: hono is found from here.
  await mkdir(root(".nearedge"), { recursive: true });
  folder = await mkdtemp(join(root(".nearedge"), "worker-docs-"));
  await mkdir(join(folder, "src"));
  for (const site of ["artefact", "trial"]) {
    await mkdir(join(folder, "public", site), { recursive: true });
    for (const { name, bytes } of files) await writeFile(join(folder, "public", site, name), bytes);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const workers = blocksOf("worker.md", "ts");
const [settings = ""] = blocksOf("worker.md", "toml");

/** Serves a block of the page in workerd, with the settings of the page and more of them. */
async function served<T>(worker: string | undefined, more: string, use: (url: URL) => Promise<T>): Promise<T> {
  await writeFile(join(folder, "src/index.ts"), worker ?? "");
  const alias = `[alias]\n"nearedge/worker" = ${JSON.stringify(root("src/worker.ts"))}\n`;
  const configPath = join(folder, "wrangler.toml");
  // Settings without a table come first.
  const [flags = "", tables = ""] = more.startsWith("[") ? ["", more] : [more];
  const all = settings.replace('"/artefact/*"', '"/artefact/*", "/trial/*"');
  await writeFile(configPath, `${flags}\n${all}\n${tables}\n${alias}`);
  const server = createTestHarness({ workers: [{ configPath }] });
  try {
    return await use((await server.listen()).url);
  } finally {
    await server.close();
  }
}

const HISTORY = ["TNT-01", "TNT-02"];
/** Statuses of a public and of a private file of the artefact, as anybody asks for them. */
async function statusesOfFiles(url: URL, site: string): Promise<number[]> {
  const names = ["manifest.json", files.find(({ name }) => name.startsWith("users-"))?.name ?? ""];
  const answers = names.map(async (name) => (await fetch(new URL(`${site}/${name}`, url))).status);
  return Promise.all(answers);
}

describe("the code of docs/worker.md in workerd", () => {
  it.each(["no_nodejs_compat", "nodejs_compat"])("serves the lists of the engine, with a head: %s", async (flag) => {
    // Dates since August 2026 have Node's globals, unless a flag takes them away.
    const off = flag.startsWith("no_") ? [flag, `${flag}_v2`] : [flag];
    await served(workers[0], `compatibility_flags = ${JSON.stringify(off)}`, async (url) => {
      const { items, reranked } = await createClient(url).recommend({ history: HISTORY, k: 5 });
      expect(items).toEqual(recommender.recommend({ history: HISTORY, k: 5 }).items);
      expect(reranked).toBe(true);
      expect(await statusesOfFiles(url, "artefact")).toEqual([200, 404]);
      const { headers } = await fetch(new URL("health/live", url), { headers: { Origin: "https://shop.example" } });
      expect(headers.get("Access-Control-Allow-Origin")).toBe("https://shop.example");
    });
  });

  it("stands beside routes of one's own, which ask the engine and keep histories", async () => {
    const namespace = '[[kv_namespaces]]\nbinding = "HISTORIES"\nid = "histories"';
    await served(workers[1], namespace, async (url) => {
      for (const product of HISTORY) {
        const bought = await fetch(new URL(`people/new/bought/${product}`, url), { method: "POST" });
        expect(await bought.json()).toEqual({ bought: product });
      }
      const suggested = await (await fetch(new URL("people/new/suggestions", url))).json();
      const expected = recommender.recommend({ userId: "new", history: HISTORY, k: 4 });
      expect(suggested).toEqual({ items: expected.items });
      const client = createClient(url);
      expect((await client.popular({ k: 2 })).items).toEqual(recommender.popular({ k: 2 }).items);
      await expect(client.item("nope")).rejects.toBeInstanceOf(ProblemError);
      expect(await statusesOfFiles(url, "artefact")).toEqual([200, 404]);
    });
  });

  it("has scenarios, an experiment with a second model, and signed cursors", async () => {
    const variants = '{ "b" = { weight = 1, model = "trial" } }';
    const table = `[vars.SCENARIOS.scenarios.home]\nk = 3\n[vars.SCENARIOS.experiments.second]\nsalt = "1"\nvariants = ${variants}\n`;
    await served(workers[2], table, async (url) => {
      const client = createClient(url);
      const { items, experiment } = await client.recommend({ scenario: "home", visitorId: "v", history: HISTORY });
      expect(items).toEqual(recommender.recommend({ history: HISTORY, k: 3 }).items);
      expect(experiment).toEqual({ name: "second", variant: "b" });
      expect(await statusesOfFiles(url, "trial")).toEqual([404, 404]);
      let count = 0;
      for await (const page of pages((cursor) => client.recommend({ history: HISTORY, k: 150, ...cursor }))) {
        count += page.items.length;
      }
      expect(count).toBe(recommender.recommend({ history: HISTORY, k: 1000 }).items.length);
    });
  });

  it("is all that this test runs", () => {
    expect(workers).toHaveLength(3);
  });
});
