/**
 * Measures what diversity costs and gives, and writes the table of docs/http.md, between its two markers.
 *
 *   node scripts/diversity-table.ts [--print]      NEAREDGE_DATA = folder with the data sets (default ../shared/data)
 *
 * ml-latest-small, random:0.2, implicit-als without a head, lists of ten, means of three seeds: nDCG@10; the mean cosine of two items of a
 * list, by their factors and by their audiences in train; the share of the catalogue that is listed to anybody.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeArtefact } from "../src/artefact/decode.ts";
import { fingerprintInteractions } from "../src/data/fingerprint.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { parseProtocol } from "../src/data/splits.ts";
import { listMetrics } from "../src/evaluation/beyond-accuracy.ts";
import { ndcgAtK } from "../src/evaluation/metrics.ts";
import { recommenderOf } from "../src/load-recommender.ts";
import { trainArtefact } from "../src/model-registry.ts";
import "../src/platform.node.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DATA = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const PAGE = `${ROOT}docs/http.md`;
const [START, END] = ["<!-- diversity:start -->", "<!-- diversity:end -->"];
const SEEDS = [1, 2, 3];
const SHARES = [0, 0.3, 0.6];
const K = 10;

interface Figures {
  readonly ndcg: number;
  readonly likeness: number;
  readonly audiences: number;
  readonly coverage: number;
}

async function measure(seed: number): Promise<Figures[]> {
  const dataset = await openDataset(`${DATA}/ml-latest-small/ratings.csv`, {
    itemsPath: `${DATA}/ml-latest-small/movies.csv`,
  });
  const [fold] = parseProtocol("random:0.2").makeFolds(dataset.interactions, seed);
  if (!fold) throw new Error("random:0.2 has a fold");
  const train = { ...dataset, interactions: fold.train, fingerprint: await fingerprintInteractions(fold.train) };
  const { files } = await trainArtefact(train, { model: "implicit-als", head: "none" }, { seed });
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const artefact = await decodeArtefact(async (name) => byName.get(name) ?? new Uint8Array());
  const recommender = await recommenderOf(artefact);
  const wanted = new Map<number, Set<number>>();
  for (const [row, user] of fold.test.users.entries()) {
    wanted.set(user, (wanted.get(user) ?? new Set()).add(fold.test.items[row]!));
  }
  const users = [...wanted.keys()].filter(
    (user) => artefact.users?.userIds.indexOf(fold.train.userIds.idOf(user)) !== undefined,
  );
  const audience = listMetrics(fold.train).get("diversity");
  return SHARES.map((diversity) => {
    const answers = recommender.recommendMany(
      users.map((user) => ({ userId: fold.train.userIds.idOf(user) })),
      { k: K, diversity },
    );
    const listed = new Set<string>();
    let [ndcg, likeness, audiences] = [0, 0, 0];
    for (const [at, { items }] of answers.entries()) {
      const own = wanted.get(users[at] ?? -1) ?? new Set();
      const indices = Uint32Array.from(items, ({ itemId }) => fold.train.itemIds.indexOf(itemId) ?? 0);
      for (const { itemId } of items) listed.add(itemId);
      ndcg += ndcgAtK(
        { hits: Uint8Array.from(indices, (item) => (own.has(item) ? 1 : 0)), relevantCount: own.size },
        K,
      );
      likeness += meanCosine(
        items.map(({ itemId }) => artefact.items.itemIds.indexOf(itemId) ?? 0),
        artefact,
      );
      audiences += 1 - (audience?.(indices, K) ?? Number.NaN);
    }
    const count = answers.length;
    const coverage = listed.size / artefact.items.itemIds.size;
    return { ndcg: ndcg / count, likeness: likeness / count, audiences: audiences / count, coverage };
  });
}

function meanCosine(
  items: readonly number[],
  { factors, manifest }: Awaited<ReturnType<typeof decodeArtefact>>,
): number {
  if (factors?.precision !== "f32") throw new Error("factors of f32 expected");
  const width = manifest.model.factorCount;
  const rows = items.map((item) => {
    const row = factors.values.subarray(item * width, (item + 1) * width);
    const norm = Math.sqrt(row.reduce((sum, lane) => sum + lane * lane, 0));
    return row.map((lane) => lane / norm);
  });
  let [sum, pairs] = [0, 0];
  for (const [at, row] of rows.entries()) {
    for (const other of rows.slice(0, at)) {
      sum += row.reduce((product, lane, place) => product + lane * other[place]!, 0);
      pairs++;
    }
  }
  return sum / pairs;
}

const bySeed: Figures[][] = [];
for (const seed of SEEDS) {
  bySeed.push(await measure(seed));
  process.stderr.write(`seed ${seed}\n`);
}
const mean = (place: number, name: keyof Figures): number =>
  bySeed.reduce((sum, figures) => sum + (figures[place]?.[name] ?? Number.NaN), 0) / SEEDS.length;
const table = [
  "| `diversity` | nDCG@10 | mean cosine of factors in a list | mean cosine of audiences | items listed at all |",
  "|---:|---:|---:|---:|---:|",
  ...SHARES.map((share, place) => {
    const [ndcg, likeness, audiences] = (["ndcg", "likeness", "audiences"] as const).map((name) =>
      mean(place, name).toFixed(4),
    );
    return `| ${share} | ${ndcg} | ${likeness} | ${audiences} | ${(100 * mean(place, "coverage")).toFixed(1)} % |`;
  }),
].join("\n");
if (process.argv.includes("--print")) process.stdout.write(`${table}\n`);
else {
  const page = readFileSync(PAGE, "utf8");
  const [before = "", rest = ""] = page.split(START);
  const [, after = ""] = rest.split(END);
  writeFileSync(PAGE, `${before}${START}\n${table}\n${END}${after}`);
}
