import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS, type Operation } from "../../src/client/operations.ts";
import type { Recommender } from "../../src/index.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { blocksOf } from "./blocks.ts";
import { type Service, serveApp, shopArtefact } from "./shop.ts";

const CLIENT = new URL("../../src/client.ts", import.meta.url).href;
const ADDRESS = '"https://recommend.shop.example"';

let recommender: Recommender;
let service: Service;
let folder: string;

beforeAll(async () => {
  recommender = await recommenderOf(await decodeFiles(await shopArtefact()));
  const log = (_: string, error: unknown) => expect.fail(String(error));
  service = await serveApp(createApp({ recommenders: async () => recommender, log, origins: "*" }));
  folder = mkdtempSync(join(tmpdir(), "nearedge-client-docs-"));
}, 60_000);
afterAll(() => {
  service?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a block prints, asked of the service of this test. */
async function printedBy(block: string): Promise<string> {
  expect(block).toContain(ADDRESS);
  const path = join(folder, "block.ts");
  writeFileSync(path, block.replace('"nearedge/client"', `"${CLIENT}"`).replaceAll(ADDRESS, `"${service.url}"`));
  return (await promisify(execFile)(process.execPath, [path])).stdout;
}

const blocks = blocksOf("client.md", "ts");

describe("the code of docs/client.md", () => {
  it("prints a list, which is the engine's", async () => {
    const { items } = recommender.recommend({ history: ["TNT-01"], k: 3, fields: ["price"] });
    const lines = items.map(({ itemId, title, fields }) => `${itemId} ${title} ${fields?.price}`);
    expect(await printedBy(blocks[0] ?? "")).toBe(`${lines.join("\n")}\n`);
    expect(lines[0]).toMatch(/^[A-Z]{3}-\d\d \w.* \d+/);
  });

  it("takes options of a call", async () => {
    expect(await printedBy(blocks[1] ?? "")).toBe(`4 ${recommender.manifest.name}\n`);
  });

  it("gives popular products in place of a problem", async () => {
    expect(await printedBy(blocks[2] ?? "")).toBe("4\n");
    expect(recommender.item("a product of tomorrow")).toBeUndefined();
  });

  it("goes through pages", async () => {
    expect(await printedBy(blocks[3] ?? "")).toBe("200\n");
  });

  it("is all that this test runs", () => {
    expect(blocks).toHaveLength(4);
  });

  it("names every method with its route", () => {
    const page = readFileSync(new URL("../../docs/client.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)\(.*\)` \| `(\w+ \S+)` \|$/gm)].map(([, name, route]) => [name, route]);
    const methods = Object.entries<Operation>(OPERATIONS).map(([name, { method, path }]) => [
      name,
      `${method} ${path}`,
    ]);
    expect(rows.toSorted()).toEqual(methods.toSorted());
  });
});
