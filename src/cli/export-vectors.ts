import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Artefact } from "../artefact/artefact.ts";
import type { Csr } from "../data/csr.ts";
import { createNpy, writeNpy } from "../data/npy.ts";
import { OptionsError } from "../errors.ts";
import type { ByWeights } from "../models/served-model.ts";
import type { Restored } from "../serving/create-retrieval.ts";
import { gatherHistory } from "../serving/history.ts";
import { createProgress } from "./progress.ts";

/** A file of an export. */
export interface Exported {
  readonly name: string;
  readonly meaning: string;
  readonly dtype?: "f32" | "u32";
  readonly shape?: readonly number[];
}

/** Rows that are made and written together. */
const BATCH_ROWS = 1024;

/** item-factors.npy, and user-factors.npy with `withUsers`: score(u, i) is the product of their rows. */
export async function writeFactors(
  folder: string,
  artefact: Artefact,
  { served, retrieval }: Restored,
  withUsers: boolean,
  signal: AbortSignal,
): Promise<readonly Exported[]> {
  const vectors = retrieval?.vectors;
  if (!vectors) throw new OptionsError("no-vectors", `export: ${artefact.manifest.model.kind} has no factors`);
  const write = async (name: string, label: string, count: number, rowOf: (row: number) => Float32Array) => {
    const shape = [count, vectors.factorCount];
    const file = await createNpy(join(folder, name), "f32", shape);
    const progress = createProgress();
    try {
      for (let start = 0; start < count; start += BATCH_ROWS) {
        await setImmediate();
        signal.throwIfAborted();
        const end = Math.min(count, start + BATCH_ROWS);
        const rows = new Float32Array((end - start) * vectors.factorCount);
        for (let row = start; row < end; row++) rows.set(rowOf(row), (row - start) * vectors.factorCount);
        await file.write(rows);
        progress.update(label, end, count, "");
      }
    } finally {
      progress.stop();
      await file.close();
    }
    return { name, dtype: "f32", shape } as const;
  };
  const items = await write("item-factors.npy", "items", artefact.items.itemIds.size, (row) =>
    vectors.itemFactors(Uint32Array.of(row)),
  );
  const exported = [{ ...items, meaning: "a row an item; lanes of biases are the last" }];
  if (!withUsers || !artefact.users) return exported;
  const { ids } = artefact.users.userIds;
  const nobody = new Float32Array(vectors.factorCount);
  const users = await write("user-factors.npy", "users", ids.length, (row) => {
    const history = gatherHistory(artefact, { userId: ids[row] }, served);
    if (history.items.length === 0) return nobody;
    return vectors.userFactors(history.items, history.weights, history.sequence);
  });
  return [...exported, { ...users, meaning: "a row a user, folded in; score = user · item" }];
}

/**
 * item-weights and, with `withUsers`, user-histories, each as the three lists of scipy.sparse.csr_matrix: scores are their product.
 */
export async function writeWeights(
  folder: string,
  artefact: Artefact,
  { served }: Restored,
  retrieve: ByWeights,
  withUsers: boolean,
): Promise<readonly Exported[]> {
  const meaning = "row j is what item j of a history adds to each item: csr_matrix((data, indices, indptr))";
  const exported = await writeCsr(folder, "item-weights", retrieve.weights, meaning);
  const { users } = artefact;
  if (!withUsers || !users) return exported;
  const offsets = new Uint32Array(users.userIds.size + 1);
  const [indices, values]: [number[], number[]] = [[], []];
  for (const [row, userId] of users.userIds.ids.entries()) {
    const { items, weights, sequence } = gatherHistory(artefact, { userId }, served);
    const own = retrieve.weigh ? retrieve.weigh(weights, items, sequence) : weights;
    for (const [place, item] of items.entries()) {
      indices.push(item);
      values.push(own[place] ?? 0);
    }
    offsets[row + 1] = indices.length;
  }
  const histories = { offsets, indices: Uint32Array.from(indices), values: Float32Array.from(values) };
  const product = "what each user has, by its weight; scores = histories · weights";
  return [...exported, ...(await writeCsr(folder, "user-histories", histories, product))];
}

async function writeCsr(
  folder: string,
  name: string,
  { offsets, indices, values }: Pick<Csr, "offsets" | "indices" | "values">,
  meaning: string,
): Promise<readonly Exported[]> {
  const exported: Exported[] = [];
  for (const [part, list] of Object.entries({ indptr: offsets, indices, data: values })) {
    const file = `${name}-${part}.npy`;
    await writeNpy(join(folder, file), list);
    exported.push({ name: file, dtype: list instanceof Float32Array ? "f32" : "u32", shape: [list.length], meaning });
  }
  return exported;
}
