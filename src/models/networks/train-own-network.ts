import { DataError, OptionsError } from "../../errors.ts";
import { layersApi } from "../../neural/tfjs/layers-api.ts";
import type { NetworkMeaning } from "../../neural/tfjs/meaning.ts";
import type { OpenedNetwork } from "../../neural/tfjs/open-network.node.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { OptionValues } from "../option-specs.ts";
import { checkEstimate, type Fitted, shapeOf, type TrainingData, trainable } from "../train-model.ts";
import { type OwnNetworkOptions, ownNetwork } from "./own-network.ts";
import { weightsFingerprint } from "./train-fingerprint.ts";
import { trainedByTfjs } from "./train-own-tfjs.ts";
import { pairPacking, settlePair } from "./train-pair.ts";
import type { PairScale } from "./train-pair-examples.ts";
import { fitPair, type PairTraining } from "./train-pair-fit.ts";
import { pairMemory, trainedByKernels } from "./train-pair-kernels.ts";

type Options = OwnNetworkOptions & OptionValues;

const MODEL = ownNetwork.name;

/**
 * Fits own-network: by the kernels where every layer has a counterpart, else by tfjs. Errors: those of openNetwork and of
 * fitPair; DataError `other-ids` and OptionsError `other-meaning` where a network was exported from other data or for another
 * target; OptionsError `no-weights`, `no-checkpoints`; TrainingError `memory-limit`.
 */
export const trainOwnNetwork = trainable(ownNetwork, {
  settle: settlePair,
  packingFor: ({ target = ownNetwork.options.target.default }, feedback) => pairPacking(target, feedback),
  resumes: "all",
  exportsNetwork: true,
  fit: async (data, options, context) => {
    const { openNetwork } = await layersApi(MODEL);
    const size = { users: data.matrix.rowCount, items: data.matrix.columnCount };
    const opened = await openNetwork(options.file, size, context.seed, context.signal);
    try {
      return await fitOpened(opened, options, data, context);
    } finally {
      opened.model.dispose();
    }
  },
});

async function fitOpened(
  opened: OpenedNetwork,
  given: Options,
  data: TrainingData,
  context: TrainingContext,
): Promise<Fitted> {
  const { convertNetwork } = await layersApi(MODEL);
  const { meaning, hasWeights } = opened;
  if (given.epochs === 0 && !hasWeights) {
    throw new OptionsError("no-weights", `${MODEL}: epochs=0: expected a file that brings weights, got ${given.file}`);
  }
  if (meaning) checkMeaning(meaning, given, data);
  const { file } = given;
  const options = {
    ...given,
    // The place of the file is nobody's business but of those who train.
    file: file.split(/[/\\]/).findLast((part) => part !== "") ?? file,
    output: outputOf(opened, given),
  };
  const converted = convertNetwork(opened);
  const job = { model: MODEL, options, scale: scaleOf(meaning, options) };
  describe(opened, file, converted, options.epochs > 0, context);
  if (!("nodes" in converted)) {
    if (context.checkpoints) {
      const message = `${MODEL}: expected no --checkpoint: tfjs trains ${file}, and its trainings are not resumed`;
      throw new OptionsError("no-checkpoints", message);
    }
    return fitPair({ ...job, train: trainedByTfjs(opened, options, data, context) }, data, context);
  }
  const nodes = { model: MODEL, options, nodes: converted, weights: converted.weights };
  const shape = shapeOf(data.matrix, data.interactions.feedback === "explicit");
  checkEstimate(MODEL, pairMemory(nodes, shape), context);
  const byKernels = trainedByKernels(nodes, data.matrix, context);
  // Other weights to begin with are another training.
  const train: PairTraining["train"] = (examples, size) =>
    byKernels({ ...examples, fingerprint: `${examples.fingerprint}-${weightsFingerprint(converted.weights)}` }, size);
  return fitPair({ ...job, train }, data, context);
}

/** Whether ratings are shares of their range: as the network ends, or as options say where it does not. */
function outputOf({ endsInSigmoid, meaning }: OpenedNetwork, { target, output }: Options): Options["output"] {
  if (endsInSigmoid && target === "rating") return "sigmoid";
  return meaning ? "linear" : output;
}

/** What outputs stand for, where options do not say it all. */
function scaleOf(meaning: NetworkMeaning | undefined, { target, output, centred }: Options): PairScale | undefined {
  if (meaning) return { shift: meaning.score.shift, size: meaning.score.size };
  return target === "rating" && output === "linear" && !centred ? { shift: 0, size: 1 } : undefined;
}

function checkMeaning(meaning: NetworkMeaning, { file, target, loss }: Options, { interactions }: TrainingData): void {
  for (const [name, wanted, found] of [
    ["target", meaning.target, target] as const,
    ["loss", meaning.loss, loss] as const,
  ]) {
    if (wanted === found) continue;
    const message = `${MODEL}: ${file} was exported with ${name}=${wanted}: expected --set ${name}=${wanted}, got ${found}`;
    throw new OptionsError("other-meaning", message);
  }
  const sides = [
    ["users", meaning.users, interactions.userIds.ids] as const,
    ["items", meaning.items, interactions.itemIds.ids] as const,
  ];
  for (const [what, wanted, found] of sides) {
    const place = found.findIndex((id, at) => id !== wanted[at]);
    if (place < 0 && wanted.length === found.length) continue;
    const [own, other] = [wanted[place] ?? "none", found[place] ?? "none"];
    const counts = `${wanted.length} ${what} of ${file}, got ${found.length}`;
    const message = `${MODEL}: expected the ${counts}; number ${Math.max(0, place)} is ${own} there and ${other} here`;
    throw new DataError("other-ids", `${message}: its rows are those of other data`);
  }
}

/** Says what was read as what, and who trains it. */
function describe(
  { model, user, item, byName, hasWeights, endsInSigmoid }: OpenedNetwork,
  file: string,
  converted: object | readonly string[],
  isTrained: boolean,
  { onPhase, threads }: TrainingContext,
): void {
  const { inputNames } = model;
  const names = `users go to ${inputNames[user]}, items to ${inputNames[item]} (by ${byName ? "name" : "order"})`;
  const weights = `${model.countParams().toLocaleString("en")} weights ${hasWeights ? "of the file" : "by the seed"}`;
  const sigmoid = endsInSigmoid ? "; the loss reads the numbers before its last sigmoid, or shares of the range" : "";
  onPhase?.(`${MODEL}: ${file}: ${names}; ${weights}${sigmoid}`);
  if (hasWeights) onPhase?.(`${MODEL}: held-out figures flatter weights that were trained on these data before`);
  if (!isTrained) {
    onPhase?.(`${MODEL}: taken as it is, without training`);
    return;
  }
  if (!Array.isArray(converted)) {
    onPhase?.(`${MODEL}: trained by the kernels`);
    return;
  }
  const one = threads > 1 ? " on one thread" : "";
  onPhase?.(`${MODEL}: trained by tfjs${one}, which is slower: ${converted.join("; ")}`);
}
