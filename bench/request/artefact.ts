import { encodeArtefact } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { builtinDataset } from "../../src/data/catalogue/builtin.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../../src/models/implicit-als/train-als-factors.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { createRandom } from "../../src/random.ts";
import { RERANK_CANDIDATES } from "../../src/rerankers/contest.ts";
import { initialWeights, weightsToTensors } from "../../src/rerankers/mlp/weights.ts";

const SEED = 1;
const HIDDEN = [64, 32];
/** A head's inputs would be scaled by constants measured in training; for the time of a request any will do. */
const SCALES = { user: 1, item: 1, product: 1, popularityMean: 4, popularityDeviation: 1 };

/**
 * Makes an artefact of the built-in catalogue in `folder`: 64 factors, few epochs, users with their histories, and a head
 * of the usual size that was not trained. What it recommends is worth little; a request costs what it always costs.
 */
export async function makeArtefact(folder: string): Promise<void> {
  const { name, note, interactions, items, fingerprint } = await builtinDataset();
  const histories = toCsr(interactions);
  const options = implicitAlsOptions({ epochs: 3 });
  const { itemFactors, gram } = await trainAlsFactors(await threadedKernelModule(), histories, options, {
    seed: SEED,
    threads: 1,
  });
  const head = weightsToTensors(initialWeights(options.factors, HIDDEN, SCALES, createRandom(SEED)));
  const files = await encodeArtefact(
    {
      items,
      popularity: countInteractions(histories),
      factors: { precision: "f32", values: itemFactors },
      gram,
      weights: undefined,
      users: { userIds: interactions.userIds, histories },
      head,
    },
    {
      name,
      model: { kind: "implicit-als", options: { ...options }, precision: "f32", factorCount: options.factors },
      head: { kind: "mlp", options: {}, candidateCount: RERANK_CANDIDATES, hidden: HIDDEN },
      seed: SEED,
      data: {
        name,
        fingerprint,
        users: histories.rowCount,
        items: histories.columnCount,
        interactions: histories.indices.length,
        feedback: "implicit",
        note,
      },
      evaluations: [],
    },
  );
  await writeArtefact(folder, files);
}
