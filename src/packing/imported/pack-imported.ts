import type { StreamedMatrix } from "../../artefact/stream.ts";
import { streamArtefact } from "../../artefact/stream.ts";
import type { ItemFactors } from "../../kernels/item-index.ts";
import { quantiseFactors } from "../../kernels/quantise.ts";
import { platform } from "../../platform.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import { keptTexts } from "../kept-texts.ts";
import { figureWarnings, listWarnings, type TrainWarning } from "../quality.ts";
import { weighHistories } from "../weigh-histories.ts";
import { createGramSum } from "./gram-sum.ts";
import { foldOf, judgeSample, popularityBaseline } from "./judge-stored.ts";
import { restoreWithoutRows, storedSubjects } from "./stored-subjects.ts";
import type { ImportedArtefact, ImportedData, ImportedModel, JudgingSample } from "./types.ts";

/** Multiplications of a batch of users with the catalogue: about two seconds, for so long an interruption waits. */
const BATCH_PRODUCTS = 3e10;
const FEWEST_USERS = 64;
const MOST_USERS = 4096;

/**
 * Packs a model whose item factors were made elsewhere into a folder, atomically. The factors are read once, block by block,
 * rounded where that is asked for, and written as they come; what is measured on `sample` is read back from what was written.
 * In memory are one block of factors, one shard, and of each item its id, its columns and a few numbers.
 *
 * Throws what the source throws, ArtefactError as streamArtefact does, OptionsError or RangeError for options that the model
 * refuses, and TrainingError `interrupted`; nothing is left behind then.
 */
export async function packImported(
  out: string,
  model: ImportedModel,
  data: ImportedData,
  sample: JudgingSample | undefined,
  control: TrainingContext,
): Promise<ImportedArtefact> {
  const { kind, options, precision, factors, state = new Map() } = model;
  const { items, popularity, users, name, seed, origin } = data;
  const kernelModule = await platform().kernels();
  const stored = { kind, options, state };
  // Options and state are refused before anything is written.
  const served = restoreWithoutRows(stored, factors.factorCount, model.gramOf !== undefined, {
    popularity,
    kernelModule,
  });
  const weighed = users && { ...users, histories: weighHistories(users.histories, served) };
  const texts = keptTexts(items, data.keep ?? []);
  const content = {
    items,
    popularity,
    weights: undefined,
    state: state.size > 0 ? state : undefined,
    users: weighed,
    ...(texts.size > 0 ? { texts } : {}),
  };
  const warnings: TrainWarning[] = [];
  const { manifest, fileCount, byteLength } = await streamArtefact(
    out,
    content,
    matrixOf(kernelModule, model, control),
    {
      name,
      model: { kind, options, precision, factorCount: model.matrix === "factors" ? factors.factorCount : 0 },
      head: null,
      seed,
      origin,
      data: data.data,
    },
    async (rows, gram) => {
      checkInterrupted(control.signal);
      if (!sample || sample.test.indices.length === 0) return [];
      control.onPhase?.(`judging on ${sample.test.rowCount} users`);
      const { itemIds } = items;
      const subjects = storedSubjects(stored, { rows, gram, popularity, kernelModule });
      const fold = foldOf(sample, itemIds, data.data.feedback);
      const batchSize = batchOf(rows.rowCount * rows.columnCount);
      const evaluations = await judgeSample(
        [popularityBaseline(sample), ...subjects],
        sample,
        fold,
        batchSize,
        control,
      );
      const ranks = subjects.at(-1)?.ranks;
      if (ranks) warnings.push(...listWarnings(manifestModel(model), ranks, sample.histories));
      warnings.push(...figureWarnings(kind, { head: null, evaluations }));
      return evaluations;
    },
  );
  return {
    out,
    name,
    version: manifest.version,
    kind,
    options,
    precision,
    factorCount: factors.factorCount,
    itemCount: factors.itemCount,
    userCount: users?.userIds.size ?? 0,
    evaluations: manifest.evaluations,
    warnings,
    fileCount,
    byteLength,
  };
}

function manifestModel({ kind, options }: ImportedModel) {
  return { kind, options };
}

/** Users that are asked about at a time: the catalogue is read once for all of them. */
function batchOf(productsOfUser: number): number {
  return Math.max(FEWEST_USERS, Math.min(MOST_USERS, Math.floor(BATCH_PRODUCTS / productsOfUser)));
}

/** The rows as they are packed, with the Gram matrix that they add up to. */
function matrixOf(
  module: WebAssembly.Module,
  { factors, precision, matrix, gramOf }: ImportedModel,
  { signal, onStep }: TrainingContext,
): StreamedMatrix {
  const { itemCount, factorCount } = factors;
  const sum = gramOf && createGramSum(factorCount);
  const rounded = (values: Float32Array): ItemFactors =>
    precision === "f32" ? { precision, values } : quantiseFactors(module, values, factorCount).factors;
  return {
    name: matrix,
    precision,
    rowCount: itemCount,
    columnCount: factorCount,
    hasGram: gramOf !== undefined,
    blocks: async function* () {
      for await (const { start, values } of factors.blocks()) {
        checkInterrupted(signal);
        const rows = rounded(values);
        sum?.add(rows);
        yield rows;
        onStep?.({ phase: "items", done: start + values.length / factorCount, total: itemCount });
        await nextTurn();
      }
    },
    gram: () => sum && gramOf?.(sum.products(), itemCount),
  };
}
