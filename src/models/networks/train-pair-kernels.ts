import type { Csr } from "../../data/csr.ts";
import type { NetworkSpec } from "../../neural/network-spec.ts";
import { layersApi } from "../../neural/tfjs/layers-api.ts";
import type { TrainingContext } from "../../training/context.ts";
import { countInteractions } from "../item-counts.ts";
import type { OptionValues } from "../option-specs.ts";
import type { DataShape, MemoryEstimate } from "../train-model.ts";
import { type PairOptions, resolvePair } from "./pair-options.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";
import { type ItemInputs, learnsShares, rowsOfExample } from "./train-pair-examples.ts";
import { type PairSize, type PairTraining, pairBytes } from "./train-pair-fit.ts";
import type { PairNodes } from "./train-pair-nodes.ts";
import { forgetItems, longestRow } from "./train-pair-scores.ts";

/** A network of pairs to train. */
interface PairJob {
  readonly model: string;
  /** The options of the model, settled. */
  readonly options: PairOptions & OptionValues;
  /** Nodes from the inputs `user` and `item`, and `terms` where items have some. */
  readonly nodes: PairNodes;
  readonly itemInputs?: ItemInputs | undefined;
  /** Weights to begin with, by parameter; without them the seed draws all. */
  readonly weights?: ReadonlyMap<string, Float32Array> | undefined;
}

/** What texts are taken to have where they are not read yet. */
export interface UsualTerms {
  /** Of all items, and of one at most. */
  readonly terms: number;
  readonly mostTerms: number;
}

/** Memory of the network, and of what fitPair does. */
export function pairMemory(
  job: Omit<PairJob, "itemInputs">,
  shape: DataShape,
  { terms, mostTerms }: UsualTerms = { terms: 1, mostTerms: 0 },
): MemoryEstimate {
  const { users, items, interactions } = shape;
  const size = { users: Math.max(1, users), items: Math.max(1, items), terms };
  const settled = { ...job, options: resolvePair(job.options, shape.explicit === true) };
  return networkMemory(jobOf(settled, size, mostTerms), interactions, pairBytes(job.options, shape));
}

/** Trains nodes with the kernels. Errors: those of trainNetwork. */
export const trainedByKernels =
  (job: PairJob, matrix: Csr, context: TrainingContext): PairTraining["train"] =>
  async (examples, size) => {
    const mostTerms = job.itemInputs ? longestRow(job.itemInputs.terms) : 0;
    const own = jobOf(job, size, mostTerms);
    const { network, objective } = await trainNetwork(own, examples, context);
    if (job.itemInputs) forgetItems(network, countInteractions(matrix));
    return {
      objective,
      network,
      files: async () => {
        const { openTfjs, layersFiles, twinOf } = await layersApi(job.model);
        const tfjs = await openTfjs();
        const twin = twinOf(tfjs, own.network, network);
        return layersFiles(tfjs, twin).finally(() => twin.dispose());
      },
    };
  };

function jobOf(
  { model, options, nodes, weights }: Omit<PairJob, "itemInputs">,
  size: PairSize,
  mostTerms: number,
): NetworkJob {
  const isShare = learnsShares(options);
  const { nodes: own, output } = nodes;
  const network: NetworkSpec = {
    inputs: {
      user: { kind: "index", count: size.users },
      item: { kind: "index", count: size.items },
      ...(own.some(({ inputs }) => inputs.includes("terms"))
        ? { terms: { kind: "terms" as const, count: size.terms } }
        : {}),
    },
    nodes: isShare
      ? [...own, { name: "share", layer: "activation", inputs: [output], options: { name: "sigmoid" } }]
      : own,
    output: isShare ? "share" : output,
  };
  const rows = options.batchSize * rowsOfExample(options);
  return { model, options, network, loss: options.loss, limits: { rows, entries: rows * mostTerms }, weights };
}
