import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import type { Recommender } from "../../src/index.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { createApp } from "../../worker/app.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { type Service, serveApp, shopArtefact } from "../client/shop.ts";
import { packed } from "../packages/packed.ts";
import { createProject, type Project } from "../packages/project.ts";
import { REGISTRY, sayWithoutRegistry } from "../packages/registry.ts";

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SOURCE = root("examples/node-script");

sayWithoutRegistry("test/examples/node-script, Deno and Bun");

let files: readonly EncodedFile[];
let recommender: Recommender;
let service: Service;

beforeAll(async () => {
  files = await shopArtefact("linear");
  recommender = await recommenderOf(await decodeFiles(files));
  const log = (_: string, error: unknown) => expect.fail(String(error));
  service = await serveApp(createApp({ recommenders: async () => recommender, log, origins: "*" }));
}, 60_000);
afterAll(() => service?.close());

/** What a script prints of items. */
const lines = (items: readonly { itemId: string; title?: string }[]) =>
  items.map(({ itemId, title }) => `  ${itemId}  ${title ?? ""}`);

// The engine's package has no dependencies: nothing is asked of the registry.
describe("examples/node-script", () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject(SOURCE, { nearedge: packed().nearedge });
    await writeArtefact(join(project.folder, "artefact"), files);
  }, 300_000);
  afterAll(() => project?.end());

  it("prints the lists of the engine", async () => {
    const history = ["TNT-01", "TNT-02"];
    const { items, reranked } = recommender.recommend({ history, k: 5, diversity: 0.2 });
    expect(reranked).toBe(true);
    expect((await project.run("node", ["lists.js", "artefact", ...history])).split("\n")).toEqual([
      ...["popular", ...lines(recommender.popular({ k: 3 }).items)],
      ...history.flatMap((itemId) => [`like ${itemId}`, ...lines(recommender.similar({ itemId, k: 3 }).items)]),
      ...["for TNT-01, TNT-02", ...lines(items), ""],
    ]);
    expect(await project.run("node", ["lists.js", "artefact"])).toContain("for everybody (empty-history)");
  });

  it("prints the same list from a service", async () => {
    const { items } = recommender.recommend({ history: ["TNT-01"], k: 5, diversity: 0.2 });
    const printed = await project.run("npm", ["run", "--silent", "ask", "--", service.url, "TNT-01"]);
    expect(printed.split("\n")).toEqual(["for TNT-01", ...lines(items), ""]);
    expect(await project.run("node", ["ask.js", service.url])).toContain("for everybody (empty-history)");
  });

  it("ends with a sentence and a status where something is wrong", async () => {
    await expect(project.run("node", ["lists.js"])).rejects.toThrow(/status 2:\nusage: node lists\.js ARTEFACT/);
    await expect(project.run("node", ["ask.js"])).rejects.toThrow(/status 2:\nusage: node ask\.js/);
    await expect(project.run("node", ["ask.js", "http://127.0.0.1:1"])).rejects.toThrow(
      /status 1:\nPOST http.*no answer/,
    );
    await expect(project.run("node", ["lists.js", "nowhere"])).rejects.toThrow(/nowhere/);
  });
});

describe.skipIf(!REGISTRY).each([
  ["deno", ["deno", "run", "--allow-net", "--allow-read"]],
  ["bun", ["bun"]],
])("examples/node-script by %s", (name, command) => {
  let project: Project;
  beforeAll(async () => {
    const folders = [SOURCE, root(`test/bundlers/${name}`)];
    project = await createProject(folders, { nearedge: packed().nearedge }, { scripts: true });
    await writeArtefact(join(project.folder, "artefact"), files);
  }, 300_000);
  afterAll(() => project?.end());

  it("prints the same lists, from the folder and from a service", async () => {
    const { items } = recommender.recommend({ history: ["TNT-01"], k: 5, diversity: 0.2 });
    const expected = ["for TNT-01", ...lines(items), ""];
    const asked = await project.run("npx", [...command, "ask.js", service.url, "TNT-01"]);
    expect(asked.split("\n")).toEqual(expected);
    const listed = await project.run("npx", [...command, "lists.js", "artefact", "TNT-01"]);
    expect(listed.split("\n").slice(-expected.length)).toEqual(expected);
    await expect(project.run("npx", [...command, "ask.js", "http://127.0.0.1:1"])).rejects.toThrow(
      /no answer in 3 attempts/,
    );
  });
});
