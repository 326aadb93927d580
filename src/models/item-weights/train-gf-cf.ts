import { type Csr, transpose } from "../../data/csr.ts";
import { createGraphFilter, graphFilterBytes } from "../../kernels/graph-filter.ts";
import { platform } from "../../platform.ts";
import { truncatedSvd, truncatedSvdBytes } from "../../training/linear/randomised-svd.ts";
import { countInteractions } from "../item-counts.ts";
import { WEIGHTS } from "../state.ts";
import { trainable, type WeightRows } from "../train-model.ts";
import { gatherRows } from "../weight-rows.ts";
import { type GfCfOptions, gfCf } from "./gf-cf.ts";
import { type FilterHistories, type FilterParts, filterState, scoresAt, scoresOfFilter } from "./gf-cf-filter.ts";

/** Users that are filtered together: their signals stand side by side, so that a row of R̃ is read once for all of them. */
const BATCH = 64;

/**
 * Fits GF-CF (gf-cf.ts): one truncated SVD, threads over rows. A user then costs O(entries of R̃ + items · factors)
 * multiplications, thrice the entries with sharpening. Throws TrainingError `memory-limit` with the number of bytes before it
 * starts, whether of the SVD or of the filter; `interrupted`.
 */
export const trainGfCf = trainable(gfCf, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  // The memory of one is given back before that of the other is taken.
  memory: (options, { users, items, interactions }) => {
    const shape = { rowCount: users, columnCount: items, indices: { length: interactions } };
    const factorCount = Math.min(options.factors, users, items);
    return {
      kernelBytes: Math.max(graphFilterBytes(shape, factorCount, BATCH), truncatedSvdBytes(shape, factorCount)),
      heapBytes: 16 * interactions,
      remedy: `use fewer factors (now ${options.factors}), or leave out rare users and items`,
    };
  },
  fit: async ({ matrix: interactions }, options, context) => {
    const factorCount = Math.min(options.factors, interactions.rowCount, interactions.columnCount);
    const normalised = normaliseInteractions(interactions, options);
    const { v, singularValues } = await truncatedSvd(normalised.matrix, factorCount, context, {
      left: false,
      model: gfCf.name,
      powerIterations: options.powerIterations,
    });
    // P is to have the largest eigenvalue 1 at any exponents, so that α and s mean the same; at a = b = ½ it has it already.
    const scale = singularValues[0]! > 0 ? 1 / singularValues[0]! : 0;
    const matrix = { ...normalised.matrix, values: normalised.matrix.values.map((value) => value * scale) };
    const parts = { ...normalised, matrix, v };
    const filter = filterByKernels(await platform().trainingKernels(), parts, factorCount, options);
    return {
      options,
      state: filterState(parts),
      overlay: scoresOfFilter(filter, interactions.columnCount, BATCH),
      weightRows: rowsOf(filter, interactions.columnCount),
    };
  },
});

/** Takes D_U^−a and D_I^−b to a users × items matrix: R̃ before it is divided by σ₁. */
function normaliseInteractions(interactions: Csr, { userExponent, itemExponent }: GfCfOptions): Omit<FilterParts, "v"> {
  const { offsets, indices } = interactions;
  const itemScales = Float64Array.from(countInteractions(interactions), (count) =>
    count > 0 ? count ** -itemExponent : 0,
  );
  const values = new Float32Array(indices.length);
  for (let user = 0; user < interactions.rowCount; user++) {
    const [start, end] = [offsets[user]!, offsets[user + 1]!];
    const scale = (end - start) ** -userExponent;
    for (let at = start; at < end; at++) values[at] = scale * itemScales[indices[at]!]!;
  }
  return { matrix: { ...interactions, values }, itemScales };
}

/** The filter by the kernels of training. Throws KernelError `memory-limit`. */
function filterByKernels(
  module: WebAssembly.Module,
  parts: FilterParts,
  factorCount: number,
  { alpha, sharpening }: GfCfOptions,
): FilterHistories {
  const turned = transpose(parts.matrix);
  const { columnCount } = parts.matrix;
  const filter = createGraphFilter(module, { ...parts, turned, factorCount, alpha, sharpening, batch: BATCH });
  return (histories) => filter(stacked(histories, columnCount), 0, histories.length);
}

/** Rows of weights between items: what the filter makes of each item alone. */
function rowsOf(filter: FilterHistories, itemCount: number): WeightRows {
  const scores = new Float32Array(itemCount);
  return {
    rowsAtATime: BATCH,
    rows: (start, end) => {
      const filtered = filter(Array.from({ length: end - start }, (_, row) => Uint32Array.of(start + row)));
      return gatherRows(start, end, itemCount, (item) => scoresAt(filtered, item - start, scores));
    },
  };
}

/** Histories as rows of ones. */
function stacked(histories: readonly Uint32Array[], columnCount: number): Csr {
  const offsets = new Uint32Array(histories.length + 1);
  for (const [row, { length }] of histories.entries()) offsets[row + 1] = offsets[row]! + length;
  const indices = new Uint32Array(offsets[histories.length]!);
  for (const [row, history] of histories.entries()) indices.set(history, offsets[row]);
  const values = new Float32Array(indices.length).fill(1);
  return { rowCount: histories.length, columnCount, offsets, indices, values };
}
