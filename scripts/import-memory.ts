/**
 * Packs a synthetic catalogue as an import does, and prints the peak of memory: docs/artefact.md quotes it.
 *
 *   node scripts/import-memory.ts [ITEMS] [FACTORS] [f32|int8] [JUDGED]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Csr, csrFromCoordinates } from "../src/data/csr.ts";
import { BLOCK_ROWS, type FactorTable } from "../src/data/factor-table.ts";
import { emptyItemTable } from "../src/data/items.ts";
import { createVocabulary } from "../src/data/vocabulary.ts";
import { packImported } from "../src/packing/imported/pack-imported.ts";
import "../src/platform.node.ts";
import { createRandom } from "../src/random.ts";

const MIB = 2 ** 20;
const HISTORY = 50;

const itemCount = Number(process.argv[2] ?? 1_000_000);
const factorCount = Number(process.argv[3] ?? 64);
const precision = process.argv[4] === "f32" ? "f32" : "int8";
const judged = Number(process.argv[5] ?? 1000);

/** Rows that are drawn anew each time they are asked for: nothing of them is kept. */
const factors: FactorTable = {
  itemCount,
  factorCount,
  blocks: async function* () {
    const values = new Float32Array(Math.min(itemCount, BLOCK_ROWS) * factorCount);
    for (let start = 0; start < itemCount; start += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, itemCount - start) * factorCount;
      const random = createRandom(1, start);
      for (let at = 0; at < count; at++) values[at] = random.nextFloat() - 0.5;
      yield { start, values: values.subarray(0, count) };
    }
  },
};

function drawn(perRow: number, seed: number): Csr {
  const random = createRandom(seed);
  const rows = Uint32Array.from({ length: judged * perRow }, (_, at) => Math.floor(at / perRow));
  // A stretch of the catalogue of its own for each entry of a row, so that none is drawn twice.
  const stretch = itemCount / (2 * perRow);
  const columns = rows.map((_, at) => Math.floor((2 * (at % perRow) + (seed % 2) + random.nextFloat()) * stretch));
  return csrFromCoordinates(judged, itemCount, rows, columns, new Float32Array(rows.length).fill(1));
}

const folder = await mkdtemp(join(tmpdir(), "nearedge-import-memory-"));
try {
  const itemIds = createVocabulary(Array.from({ length: itemCount }, (_, item) => String(item)));
  // No two alike: items that tie are all looked at.
  const popularity = Float32Array.from({ length: itemCount }, (_, item) => itemCount - item);
  const before = process.memoryUsage.rss();
  const started = process.cpuUsage();
  const made = await packImported(
    join(folder, "out"),
    {
      ...{ kind: "implicit-als", precision, factors, matrix: "factors" },
      options: { factors: factorCount, objective: "hkv", regularization: 0.1, confidence: 40 },
      gramOf: (products) => Float32Array.from(products),
    },
    {
      ...{ items: emptyItemTable(itemIds), popularity, name: "synthetic", seed: 1, origin: { kind: "spark-job" } },
      data: {
        ...{
          name: "synthetic",
          fingerprint: "0".repeat(64),
          fingerprintKind: "row-sum",
          note: "",
          feedback: "implicit",
        },
        ...{ users: judged, items: itemCount, interactions: itemCount },
      },
    },
    judged === 0
      ? undefined
      : {
          ...{ histories: drawn(HISTORY, 2), test: drawn(5, 3), trainPopularity: popularity },
          ...{ sampledFrom: 10 * judged, protocol: "synthetic" },
        },
    { seed: 1, threads: 1 },
  );
  const { user, system } = process.cpuUsage(started);
  const peak = process.resourceUsage().maxRSS / 1024;
  const matrix = (itemCount * factorCount * (precision === "f32" ? 4 : 1)) / MIB;
  console.log(
    `${itemCount} items × ${factorCount}, ${precision}: ${made.fileCount} files, ${(made.byteLength / MIB).toFixed(0)} MiB`,
  );
  console.log(
    `rows as packed ${matrix.toFixed(0)} MiB, in f32 ${((itemCount * factorCount * 4) / MIB).toFixed(0)} MiB`,
  );
  console.log(
    `resident with ids ${(before / MIB).toFixed(0)} MiB, peak ${peak.toFixed(0)} MiB; ${((user + system) / 1e6).toFixed(1)} processor seconds`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
