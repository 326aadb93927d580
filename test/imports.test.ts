import { describe, expect, it } from "vitest";
import { SERVED } from "../src/models/served.ts";
import {
  EXCEPTIONS,
  findCycle,
  loadedBy,
  RULES,
  reachableFrom,
  roomOf,
  TYPE_CIRCLES,
  violations,
} from "./import-rules.ts";
import { type Import, importsOf, importsOfAll, readSources } from "./sources.ts";

const sources = readSources("src", "worker", "web");
const imports = importsOfAll(sources);
const between = (list: readonly Import[], nameOf: (path: string) => string) =>
  list.map(({ from, to }) => [nameOf(from), nameOf(to)] as const).filter(([from, to]) => from !== to);
/** What trains, which nothing loads that only serves. */
const TRAINING_ROOMS = ["src/models/train", "src/training", "src/packing", "src/evaluation", "src/cli"];
const isOfTraining = (path: string): boolean => TRAINING_ROOMS.includes(roomOf(path));
/** Without the way from a page to training, which it goes when it is told to. */
const serving = imports.filter(({ to, kind }) => to !== "src/browser-training.ts" || kind !== "dynamic");
const ours = (list: readonly Import[]) => list.filter(({ to }) => /^(src|worker|web)\//.test(to));

describe("the sources", () => {
  it("import only what the table of rooms and packages allows", () => {
    expect(violations(imports)).toEqual([]);
  });

  it("belong to rooms that the table knows", () => {
    const rooms = new Set([...sources.keys()].map(roomOf));
    expect([...rooms].filter((room) => !(room in RULES))).toEqual([]);
  });

  it("have no cycle between files, nor between rooms", () => {
    const excused = ({ from, to, kind }: Import) =>
      kind === "type" && TYPE_CIRCLES.some((circle) => circle.from === from && circle.to === to);
    const strict = ours(imports).filter((one) => !excused(one));
    expect(findCycle(between(strict, (path) => path))).toBeUndefined();
    expect(findCycle(between(ours(imports), roomOf))).toBeUndefined();
  });

  it("need every exception of the table", () => {
    const isUsed = (from: string, places: readonly string[]) =>
      imports.some((one) => one.from === from && places.some((place) => one.to.startsWith(place)));
    for (const { from, to } of EXCEPTIONS) expect(isUsed(from, to), from).toBe(true);
    for (const { from, to } of TYPE_CIRCLES) expect(isUsed(from, [to]), from).toBe(true);
  });

  it("import files that exist", () => {
    const missing = ours(imports).filter(({ to }) => to.endsWith(".ts") && !sources.has(to));
    expect(missing).toEqual([]);
  });

  it.each(["src/index.ts", "src/browser.ts", "worker/app.ts", "worker/index.ts"])(
    "of %s load nothing of Node and no tfjs before there is a head",
    (entry) => {
      const loaded = [...loadedBy(entry, imports)];
      expect(loaded.length).toBeGreaterThan(10);
      expect(loaded.filter((path) => /^node:|\.node\.ts$|^@tensorflow/.test(path))).toEqual([]);
      expect(loaded.filter((path) => /^src\/rerankers\/.*(train|contest|cross-fitting)/.test(path))).toEqual([]);
    },
  );

  it.each(["src/index.ts", "src/browser.ts", "worker/app.ts", "worker/index.ts"])(
    "of %s reach models as they are served, and no trainer, not even while they run",
    (entry) => {
      const reached = reachableFrom(entry, serving);
      if (entry !== "worker/app.ts") expect(reached).toContain("src/models/served.ts");
      expect([...reached].filter(isOfTraining)).toEqual([]);
    },
  );

  it.each(["src/index.ts", "src/browser.ts", "worker/app.ts", "worker/index.ts"])(
    "of %s reach nothing of networks but the backend of re-rankers, and never the layers of tfjs",
    (entry) => {
      const reached = [...reachableFrom(entry, serving)];
      const networks = reached.filter((path) => roomOf(path) === "src/neural");
      expect(networks.filter((path) => !/\/(backend\.?[a-z]*|serving-(parts|backend))\.ts$/.test(path))).toEqual([]);
      expect(reached.filter((path) => /^@tensorflow\/tfjs(-layers)?$/.test(path))).toEqual([]);
    },
  );

  it("train and pack with nothing of Node but what platform.node.ts brings, so that a page can", () => {
    const nodes = (entry: string) =>
      [...reachableFrom(entry, imports)].filter((path) => /^node:|\.node\.ts$|^src\/cli\//.test(path));
    expect(["src/model-registry.ts", "src/browser-training.ts", "src/browser.ts"].flatMap(nodes)).toEqual([]);
    expect(nodes("src/platform.node.ts")).toContain("node:worker_threads");
  });

  it("reach all trainers from a page, by one import while it runs", () => {
    const trainers = (list: readonly Import[]) => [...reachableFrom("src/browser.ts", list)].filter(isOfTraining);
    expect(trainers(imports)).toContain("src/models/networks/train-multi-dae.ts");
    expect(trainers(imports)).toContain("src/packing/pack-model.ts");
    expect(serving.length).toBeLessThan(imports.length);
  });

  it("say where they run, in every program of ours that trains", () => {
    const all = importsOfAll(readSources("src", "worker", "web", "bench", "scripts"));
    const imported = new Set(all.filter(({ kind }) => kind !== "type").map(({ to }) => to));
    const programs = [...new Set(all.map(({ from }) => from))].filter((path) => !imported.has(path));
    const training = programs.filter((path) => reachableFrom(path, all).has("src/models/train-model.ts"));
    expect(training.length).toBeGreaterThan(5);
    // The page only serves, and never calls what leads to training; the tables state what trainers say of memory, and the table
    // of presets what options say, of models and of the retrievers of heads.
    const isPlaced = (path: string) =>
      /^src\/platform\.\w+\.ts$/.test([...loadedBy(path, all)].find((one) => /^src\/platform\.\w/.test(one)) ?? "");
    const unplaced = ["web/main.ts", "scripts/model-tables.ts", "scripts/preset-table.ts"];
    expect(training.filter((path) => !isPlaced(path))).toEqual(unplaced);
  });

  it("have trainers that are found behind imports of either kind", () => {
    expect([...reachableFrom("src/node-training.ts", imports)].filter(isOfTraining)).toContain(
      "src/models/means/train-popularity.ts",
    );
    const tree = new Map([
      ["worker/a.ts", 'const b = await import("../src/models/b.ts");'],
      ["src/models/b.ts", 'import { c } from "./means/train-c.ts";\nimport type { D } from "./train-d.ts";'],
    ]);
    expect([...reachableFrom("worker/a.ts", importsOfAll(tree))].filter(isOfTraining)).toEqual([
      "src/models/means/train-c.ts",
    ]);
  });

  it("are many, and so are their imports: the parser did not fall asleep", () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(3 * sources.size);
    expect(imports.filter(({ kind }) => kind === "dynamic").length).toBeGreaterThan(3);
  });
});

describe("the parser", () => {
  const parse = (source: string) => importsOf("src/room/file.ts", source).map(({ to, kind }) => `${kind} ${to}`);

  it("sees imports over several lines, exports, bare and dynamic imports", () => {
    const source = `
import {
  one,
  type Two,
} from "./near.ts";
import type { Three } from '../other/far.ts';
import four, { five } from "pack";
import * as six from "@scope/pack/deep.js";
import "side-effect";
export { seven } from "./seven.ts";
export type { Eight } from "../eight.ts";
export * from "../all.ts";
const nine = await import(
  "./nine.ts"
);
const ten = condition ? import("ten") : undefined;
`;
    expect(parse(source).sort()).toEqual([
      ...["dynamic src/room/nine.ts", "dynamic ten", "static @scope/pack/deep.js", "static pack", "static side-effect"],
      ...["static src/all.ts", "static src/room/near.ts", "static src/room/seven.ts"],
      ...["type src/eight.ts", "type src/other/far.ts"],
    ]);
  });

  it("overlooks comments and takes a string for a string", () => {
    const source = `
// import { a } from "commented";
/* import { b } from "commented too"; */
/**
 * import { c } from "an example";
 */
const url = "https://example.org"; import("after-url");
export const text = "/*"; export { d } from "seen"; // */
import { e } from "last";
`;
    expect(parse(source).sort()).toEqual(["dynamic after-url", "static last"]);
  });

  it("does not take an export of its own for an import", () => {
    expect(parse('export const from = 1;\nexport function a() { return b("from", "x"); }\nexport { c };')).toEqual([]);
  });
});

describe("the rules", () => {
  const judge = (tree: Record<string, string>) => violations(importsOfAll(new Map(Object.entries(tree))));

  it.each([
    ["a room that knows too much", "src/data/a.ts", 'import { b } from "../kernels/b.ts";'],
    ["a foundation with a floor", "src/errors.ts", 'import { show } from "./check.ts";'],
    ["a value where only types may go", "src/artefact/a.ts", 'import { b } from "../models/model.ts";'],
    ["a type that is imported with its module", "src/artefact/a.ts", 'import { type B } from "../models/model.ts";'],
    ["serving that reaches behind the head", "src/serving/a.ts", 'import { b } from "../neural/backend.ts";'],
    ["a worker that reads files of data", "worker/a.ts", 'import { b } from "../src/data/open-dataset.ts";'],
    ["a page with the edge's kernels", "web/a.ts", 'import { k } from "../src/kernels/module.workerd.ts";'],
    ["tfjs outside neural", "src/serving/a.ts", 'import { tensor } from "@tensorflow/tfjs-core";'],
    ["tfjs on the quiet", "src/training/a.ts", 'const tf = await import("@tensorflow/tfjs-core");'],
    ["hono outside the worker", "src/serving/a.ts", 'import { Hono } from "hono/tiny";'],
    ["DuckDB outside data", "src/cli/a.ts", 'import { DuckDBInstance } from "@duckdb/node-api";'],
    ["Node at the edge", "worker/a.ts", 'import { readFile } from "node:fs/promises";'],
    ["a package that nobody named", "src/data/a.ts", 'import { chunk } from "lodash";'],
    ["a room without rules", "src/attic/a.ts", 'import { show } from "../check.ts";'],
    ["a served model that trains", "src/models/means/a.ts", 'import { b } from "./train-b.ts";'],
    ["a served list that trains", "src/models/served.ts", 'import { TRAINABLE } from "./trainable.ts";'],
    ["a model with machinery of training", "src/models/a.ts", 'import { b } from "../training/b.ts";'],
    ["serving that trains", "src/serving/a.ts", 'import { b } from "../models/means/train-b.ts";'],
    ["a trainer that packs", "src/models/means/train-a.ts", 'import { b } from "../../packing/b.ts";'],
    ["a trainer that serves", "src/models/means/train-a.ts", 'import { b } from "../../serving/b.ts";'],
    ["training that knows where it runs", "src/training/a.ts", 'import { w } from "node:worker_threads";'],
    ["a trainer with the kernels of Node", "src/models/train-a.ts", 'import "../platform.node.ts";'],
    ["packing that serves", "src/packing/a.ts", 'import { b } from "../serving/b.ts";'],
    ["packing with a command in it", "src/packing/a.ts", 'import { b } from "../cli/b.ts";'],
    ["product code that imports a test", "src/data/a.ts", 'import { b } from "../../test/data/b.ts";'],
  ])("find %s", (_, path, source) => {
    expect(judge({ [path]: source })).toHaveLength(1);
  });

  it("let pass what they allow", () => {
    expect(
      judge({
        "src/artefact/a.ts": 'import type { B } from "../models/model.ts";\nimport { v } from "../data/vocabulary.ts";',
        "src/rerankers/a.ts": 'import { b } from "../neural/b.ts";',
        "src/training/a.ts": 'import { b } from "../kernels/b.ts";\nimport { platform } from "../platform.ts";',
        "src/training/thread.node.ts": 'import { w } from "node:worker_threads";',
        "src/models/means/train-a.ts": 'import { b } from "../b.ts";\nimport { c } from "../../training/c.ts";',
        "src/models/trainable.ts": 'import { b } from "./means/train-b.ts";',
        "src/packing/a.ts": 'import { b } from "../models/train-b.ts";\nimport { c } from "../evaluation/c.ts";',
        "worker/routes/a.ts": 'import { Hono } from "hono";\nimport { log } from "../log.ts";',
      }),
    ).toEqual([]);
  });

  it("find a cycle and show the way round", () => {
    const tree = new Map([
      ["src/data/a.ts", 'import type { B } from "./b.ts";'],
      ["src/data/b.ts", 'import { c } from "./deep/c.ts";'],
      ["src/data/deep/c.ts", 'const a = import("../a.ts");'],
    ]);
    expect(findCycle(between(importsOfAll(tree), (path) => path))).toEqual([
      ...["src/data/a.ts", "src/data/b.ts", "src/data/deep/c.ts", "src/data/a.ts"],
    ]);
    expect(
      findCycle([
        ["a", "b"],
        ["a", "c"],
        ["b", "c"],
      ]),
    ).toBeUndefined();
  });
});

describe("the entries of the package", () => {
  it.each(["src/index.ts", "src/node-training.ts", "src/browser.ts", "src/worker.ts"])(
    "load nothing of the commands: %s",
    (entry) => {
      const loaded = [...reachableFrom(entry, imports)];
      expect(loaded.length).toBeGreaterThan(5);
      expect(loaded.filter((path) => path.startsWith("src/cli/"))).toEqual([]);
    },
  );
});

describe("the names of models", () => {
  /** Also words for other things, which these rooms speak of: a form of retrieval and a baseline of evaluation; a product of vectors. */
  const WORDS = ["popularity", "dot"];
  const rooms = readSources("src/serving", "src/packing", "src/artefact", "worker");
  const names = SERVED.map(({ name }) => name).filter((name) => !WORDS.includes(name));

  it.each(names)("do not occur where models are served and packed: %s", (name) => {
    expect([...rooms].filter(([, text]) => mentions(text, name)).map(([path]) => path)).toEqual([]);
  });

  it("would be found in code, in comments and in paths", () => {
    expect(mentions('if (kind === "biased-mf") return;', "biased-mf")).toBe(true);
    expect(mentions("/** As svd does. */", "svd")).toBe(true);
    expect(mentions('import { nmf } from "../models/linear-algebra/nmf.ts";', "nmf")).toBe(true);
    expect(mentions("truncatedSvd, user-item-baselines", "svd")).toBe(false);
  });
});

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
}
