import type { Import } from "./sources.ts";

/**
 * Which room may import what of ours. A room is a folder, or a file that lies in src itself. An entry is a room, a folder or a
 * file of a room; with `type ` before it only types may be imported. Every room may import `errors`, `check`, `elementary`,
 * `nearest` and `addresses`.
 */
export const RULES: Readonly<Record<string, readonly string[]>> = {
  "src/errors": [],
  "src/check": [],
  "src/elementary": [],
  "src/random": [],
  "src/nearest": [],
  // What an address of a picture or a page is: readers, the engine and pages must agree on it.
  "src/addresses": [],
  // What training asks of where it runs, and one file for each answer.
  "src/platform": [],
  "src/platform.node": [
    ...["src/platform", "src/kernels/module.node.ts", "src/training/machine.node.ts", "src/training/thread.node.ts"],
    "src/neural/backend.node.ts",
    "src/neural/tfjs/layers-api.ts",
    "src/neural/tfjs/layers-api.node.ts",
  ],
  "src/platform.browser": [
    ...["src/platform", "src/kernels/module.browser.ts", "src/kernels/training-module.browser.ts"],
  ],
  "src/data": ["src/random"],
  "src/kernels": ["src/platform"],
  "src/models": ["src/data", "src/kernels"],
  // What trains models: src/models/**/train-*.ts and trainable.ts, which nothing loads that only serves.
  "src/models/train": [
    ...["src/platform", "src/random", "src/data", "src/kernels", "src/models", "src/neural", "src/training"],
  ],
  "src/packing": [
    ...["src/data", "src/kernels", "src/models", "src/models/train", "src/evaluation", "src/rerankers"],
    // training/steps: counting in slices, between which an interruption is seen.
    // artefact/stream: a model made elsewhere is written while it is read, and measured from what was written.
    ...[
      "src/artefact/encode.ts",
      "src/artefact/stream.ts",
      "src/platform",
      "type src/artefact",
      "type src/training",
      "src/training/steps.ts",
    ],
  ],
  // Models made elsewhere, one file a kind: what is read of each, and by which model it is served. models/train: fold-ins that are fitted.
  "src/imported": [
    ...["src/data", "src/kernels", "src/models", "src/models/train", "src/platform"],
    ...["type src/artefact", "type src/packing", "type src/training"],
  ],
  // data: what networks train on; kernels: what they compute with; training: threads, where there are some (threads.ts).
  "src/neural": ["src/platform", "src/random", "src/kernels", "src/training", "type src/data"],
  "src/training": ["src/platform", "src/random", "src/data", "src/kernels"],
  // artefact: a head's weights and options have their types where the artefact is described.
  "src/rerankers": [
    ...["src/random", "src/data", "src/kernels", "src/models", "src/models/train", "src/neural", "src/evaluation"],
    // checksum: a head knows the tensors of its retrievers by it.
    ...["src/platform", "src/artefact/checksum.ts", "type src/artefact", "type src/training"],
  ],
  // data: an artefact holds a vocabulary, histories (CSR) and an item table.
  "src/artefact": [
    "src/data/vocabulary.ts",
    "src/data/csr-order.ts",
    "type src/data/csr.ts",
    "type src/data/items.ts",
    "type src/kernels/item-index.ts",
    "type src/models",
  ],
  // data/items: filters and item details read the item table; data/csr: weights between items; random: exploration.
  "src/serving": [
    "src/random",
    "src/artefact",
    "src/models",
    "src/kernels",
    "src/data/vocabulary.ts",
    "type src/data/csr.ts",
    "src/data/items.ts",
    ...[
      "candidates",
      "divide-states",
      "own-state",
      "features",
      "item-tensors",
      "order",
      "rank-candidates",
      "reranker",
      "retriever",
      "retriever-state",
    ].map((file) => `src/rerankers/${file}.ts`),
  ],
  // random: the baseline that recommends at random; kernels/ranking, models: lists and queries as models have them.
  "src/evaluation": ["src/data", "src/random", "src/kernels/ranking.ts", "type src/models"],
  // A program that is run beside this one, and what it is told: options of models, by their specs and by their names elsewhere.
  "src/spark": ["src/kernels/layout.ts", "src/models/option-specs.ts", "src/models/names-elsewhere.ts"],
  "src/cli": ["src", "worker"],
  // kernels and neural: each platform starts them through the one file that knows the platform.
  // random, for the worker: hashes of texts, of which checksums of cursors are made.
  worker: [
    "src/random",
    "src/serving",
    "src/artefact",
    "src/kernels/instantiate.ts",
    "src/kernels/module.workerd.ts",
    "src/rerankers/served.ts",
    "src/neural/backend.workerd.ts",
  ],
  web: [
    "src/serving",
    "src/artefact",
    "src/kernels/instantiate.ts",
    "src/kernels/module.browser.ts",
    "src/neural/backend.browser.ts",
    "src/browser",
  ],
  // Models by name, for scripts.
  "src/model-registry": [
    ...["src/models/model-names.ts", "src/packing/train-artefact.ts", "src/rerankers/model-candidate.ts"],
    ...["type src/data", "type src/evaluation", "type src/models", "type src/training"],
  ],
  // The entries of the package.
  "src/index": ["src/artefact", "src/serving", "type src/rerankers/reranker.ts"],
  "src/node": [
    ...["src/artefact", "src/kernels/module.node.ts", "src/neural/backend.engine.ts", "src/rerankers/served.ts"],
    "src/serving",
  ],
  "src/head": ["src/neural/backend.browser.ts"],
  // The entry of the command line's package.
  "src/node-training": [
    ...["src/artefact", "src/data", "src/evaluation", "src/kernels", "src/models", "src/models/train", "src/training"],
    ...["src/load-recommender", "src/model-registry", "src/platform.node"],
  ],
  // An artefact in a folder becomes an engine: for the commands and for scripts.
  "src/load-recommender": ["src/artefact", "src/kernels", "src/neural", "src/rerankers/served.ts", "src/serving"],
  "src/browser": [
    ...["src/serving", "src/artefact", "src/kernels/module.browser.ts", "type src/kernels/fetched-module.ts"],
    ...["src/fetched-artefact", "src/open-lists", "src/whole-artefact", "src/whole-engine"],
    // Fetched when a page trains; a test holds that nothing else leads there.
    "src/browser-training",
    ...["type src/data", "type src/model-registry", "type src/training/context.ts"],
  ],
  // What a page has of an engine: files and kernels, lists that bring their code along, the engine with its head.
  "src/fetched-artefact": ["src/artefact", "src/kernels/module.browser.ts", "type src/kernels/fetched-module.ts"],
  "src/open-lists": [
    ...["src/artefact/sealed.ts", "src/fetched-artefact", "src/kernels/module.browser.ts", "src/serving/lists.ts"],
    ...["src/whole-artefact", "src/whole-engine", "type src/artefact"],
  ],
  "src/whole-artefact": ["src/artefact", "src/fetched-artefact"],
  "src/whole-engine": [
    ...["src/head", "src/rerankers/served.ts", "src/serving", "type src/artefact", "type src/fetched-artefact"],
    // Fetches the code of the models that an artefact names, and of no others.
    ...["src/models/on-demand.ts", "type src/models/restore-with.ts"],
  ],
  // Lists are opened, and their code fetched, when an element with an artefact is in the page.
  "src/element": ["src/client", "src/open-lists", "src/serving/limits.ts", "type src/serving"],
  "src/browser-training": ["src/platform.browser", "src/model-registry", "src/data/dataset-from.ts", "type src/data"],
  "src/worker": ["worker"],
  // The client is a few KiB: it knows the service by types that are written from its schemas, and imports nothing of it.
  "src/client": [],
};

const EVERYWHERE = ["src/errors", "src/check", "src/elementary", "src/nearest", "src/addresses"];

/** Single files that may import more than their room. */
export const EXCEPTIONS: readonly { readonly from: string; readonly to: readonly string[]; readonly reason: string }[] =
  [];

/** Imports of types that close a circle of files in which nothing is loaded; there is none, and none is wanted. */
export const TYPE_CIRCLES: readonly { readonly from: string; readonly to: string; readonly reason: string }[] = [];

/** Which places may import a package; a package that is not named here may be imported nowhere. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/": ["src/neural", "src/rerankers"],
  "@duckdb/": ["src/data"],
  hono: ["worker"],
  // src/cli: requests of a service, given as text.
  // src/data: what a job of another program says of its folder.
  zod: ["worker", "src/cli/request.ts", "src/cli/policy-log.ts", "src/data/spark-job.ts"],
  "cloudflare:": ["worker"],
  commander: ["src/cli"],
  "cli-progress": ["src/cli"],
  // Drawing, which no other part of an evaluation needs.
  vega: ["src/evaluation/reports"],
  "vega-lite": ["src/evaluation/reports"],
  // src/cli: a checkout builds the page and the worker anew; an installed package brings them along.
  vite: ["web/vite.config.ts", "src/cli/site.ts", "src/cli/worker-bundle.ts"],
  // Node's own modules stay out of whatever runs at the edge or in a page.
  "node:": [
    ...["src/data", "src/cli", "src/spark", "src/artefact/folder.ts", "src/artefact/aside.ts"],
    ...["shard-writer", "stored-rows", "stream"].map((file) => `src/artefact/${file}.ts`),
    ...["src/training/machine.node.ts", "src/training/thread.node.ts", "src/training/worker.ts"],
    ...["src/kernels/file-module.ts", "src/neural/backend.node.ts", "web/vite.config.ts"],
    // Networks of people's own are files.
    "src/neural/tfjs",
  ],
};

/** The room of a file: `src/data`, `src/errors` (a file in src itself), `worker`; trainers of models are a room of their own. */
export function roomOf(path: string): string {
  if (/^src\/models\/(.*\/)?(train-[^/]*|trainable)\.ts$/.test(path)) return "src/models/train";
  const [top = "", second = "", ...rest] = path.split("/");
  if (top !== "src") return top;
  return rest.length > 0 ? `${top}/${second}` : `${top}/${second.replace(/\.ts$/, "")}`;
}

/** Whether a file is a place, or lies in it; trainers lie in no folder but their room. */
const lies = (path: string, place: string): boolean => {
  if (path === place || path === `${place}.ts`) return true;
  const room = roomOf(path);
  return room === "src/models/train" ? place === room || place === "src" : path.startsWith(`${place}/`);
};

/** What is wrong with these imports, one sentence each. */
export function violations(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, kind }) => {
    const own = /^(src|worker|web|build|test|bench|scripts|assembly)\//.test(to);
    if (own && allows(from, to, kind)) return [];
    if (!own && packageAllows(from, to)) return [];
    return [`${from} may not import ${to}${kind === "type" ? "" : " (a value)"}`];
  });
}

function allows(from: string, to: string, kind: Import["kind"]): boolean {
  const room = roomOf(from);
  if (roomOf(to) === room) return true;
  if (EXCEPTIONS.some((exception) => exception.from === from && exception.to.some((place) => lies(to, place))))
    return true;
  // The compiled kernels belong to the room that draws up their memory, what heads run on to the one that starts it.
  if (to.startsWith("build/tfjs-")) return room === "src/neural";
  if (to.startsWith("build/")) return room === "src/kernels";
  const rules = RULES[room];
  if (rules === undefined) return false;
  const foundation = room.startsWith("src/") && EVERYWHERE.includes(room) ? [] : EVERYWHERE;
  return [...rules, ...foundation].some((rule) => {
    const typeOnly = rule.startsWith("type ");
    return lies(to, typeOnly ? rule.slice(5) : rule) && (!typeOnly || kind === "type");
  });
}

function packageAllows(from: string, specifier: string): boolean {
  return Object.entries(PACKAGES).some(([name, places]) => {
    const prefix = /[/:]$/.test(name);
    const same = prefix ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
    return same && places.some((place) => lies(from, place));
  });
}

/** A way that leads from a node back to itself, or undefined. */
export function findCycle(edges: readonly (readonly [string, string])[]): string[] | undefined {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): string[] | undefined => {
    const seen = way.indexOf(node);
    if (seen >= 0) return [...way.slice(seen), node];
    if (done.has(node)) return undefined;
    for (const target of next.get(node) ?? []) {
      const cycle = visit(target, [...way, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of next.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** All that a file loads when it is imported, itself included; what it imports while running is left out. */
export function loadedBy(entry: string, imports: readonly Import[]): Set<string> {
  return followed(entry, imports, ["static"]);
}

/** All that a file can load, when it is imported or while it runs: what a bundle of it contains. */
export function reachableFrom(entry: string, imports: readonly Import[]): Set<string> {
  return followed(entry, imports, ["static", "dynamic"]);
}

function followed(entry: string, imports: readonly Import[], kinds: readonly Import["kind"][]): Set<string> {
  const found = new Set([entry]);
  for (const path of found) {
    for (const { from, to, kind } of imports) if (from === path && kinds.includes(kind)) found.add(to);
  }
  return found;
}
