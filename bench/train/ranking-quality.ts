import { rowIndices, selectRows } from "../../src/data/csr.ts";
import { ndcgAtK, precisionAtK } from "../../src/evaluation/metrics.ts";
import { rowsWithEntries } from "../../src/evaluation/rows.ts";
import { createItemIndex } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { Role } from "../role.ts";
import { loadFloats, loadPart } from "./data.ts";

/** What the process that measures factors is to do, ours or a peer's. */
export interface QualityTask {
  readonly folder: string;
  readonly outputPath: string;
  readonly k: number;
}

/** `precision` and `ndcg`: means over the users with test items. */
export type RankingQuality = Readonly<Record<"precision" | "ndcg", number>>;

/** Users whose lists are made at a time. */
const BATCH = 1024;

/** The role of a child process that ranks by products of factors, train left out, and compares with test. */
export const qualityRole: Role = { run: (task) => measureQuality(task as QualityTask), end: async () => undefined };

async function measureQuality({ folder, outputPath, k }: QualityTask): Promise<RankingQuality> {
  const [train, test] = [await loadPart(folder, "train"), await loadPart(folder, "test")];
  const itemFactors = await loadFloats(`${outputPath}-items.f32`);
  const userFactors = await loadFloats(`${outputPath}-users.f32`);
  const factorCount = itemFactors.length / train.columnCount;
  const index = createItemIndex(await kernelModule(), {
    itemCount: train.columnCount,
    factorCount,
    factors: { precision: "f32", values: itemFactors },
  });
  const users = rowsWithEntries(test);
  let [precision, ndcg] = [0, 0];
  for (let start = 0; start < users.length; start += BATCH) {
    const batch = users.subarray(start, start + BATCH);
    const queries = new Float32Array(batch.length * factorCount);
    for (const [row, user] of batch.entries()) {
      queries.set(userFactors.subarray(user * factorCount, (user + 1) * factorCount), row * factorCount);
    }
    const { offsets, indices } = selectRows(train, batch);
    const { items } = index.scanBatch(queries, batch.length, k, { exclude: { offsets, items: indices } });
    for (const [row, user] of batch.entries()) {
      const relevant = new Set(rowIndices(test, user));
      const hits = Uint8Array.from(items.subarray(row * k, (row + 1) * k), (item) => (relevant.has(item) ? 1 : 0));
      const judged = { hits, relevantCount: relevant.size };
      precision += precisionAtK(judged, k) / users.length;
      ndcg += ndcgAtK(judged, k) / users.length;
    }
  }
  return { precision, ndcg };
}
