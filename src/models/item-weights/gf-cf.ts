import { checkInteger, checkNumber } from "../../check.ts";
import { type Csr, rowIndices, transpose } from "../../data/csr.ts";
import { createGraphFilter, type Filtered } from "../../kernels/graph-filter.ts";
import { checkHistories } from "../histories.ts";
import { ones } from "../history-weights.ts";
import { type OptionReader, readOptions } from "../options.ts";
import { popularItems, withPopularTails } from "../popular-tail.ts";
import { selectTop } from "../select-top.ts";
import { gatherRows, type WeightRowsModel } from "../weight-rows.ts";

/**
 * GF-CF: a history taken as a signal on the graph of items, smoothed by a linear and an ideal low-pass filter.
 *
 *   P = R̃ᵀR̃,   R̃ = D_U^−a · R · D_I^−b / σ₁     R users × items of ones, D_U and D_I the numbers of interactions
 *   m = r·P + α · r·D_I^−b · V·Vᵀ · D_I^b          V: the right singular vectors of R̃ with the largest `factors` values
 *   score = m − s · m·P
 *
 * σ₁ is the largest singular value of what it divides, so that P has the largest eigenvalue 1; at a = b = ½ it is 1 itself.
 * r is the row of ones of the history. Nothing is trained: V is a truncated SVD. The defaults are the published filter: s =
 * 0, a = b = ½, α = 0.3. s > 0 takes away what a further smoothing would spread, which sharpens the answer. `factors`
 * beyond what the matrix has are cut to min(users, items). Values of interactions are not read; whoever has a history is
 * served by the same formula. Users and items without interactions have zeros. A row of histories without entries, and items
 * that nothing leads to, are ranked by popularity (models/popular-tail.ts).
 *
 * The score is linear in r: it is r·B, where row j of B is what the filter makes of item j alone. So it is served, as weights
 * between items.
 * Sources: Shen et al. 2021, equations 11 to 13 (filter); Choi et al. 2023, section 4 (sharpening, one Euler step).
 */
export interface GfCfOptions {
  /** Dimension of the ideal filter. */
  readonly factors: number;
  /** α ≥ 0, weight of the ideal filter beside the linear one. */
  readonly alpha: number;
  /** s ≥ 0. */
  readonly sharpening: number;
  /** a */
  readonly userExponent: number;
  /** b */
  readonly itemExponent: number;
  /** Of the truncated SVD. */
  readonly powerIterations: number;
}

export const GF_CF_DEFAULTS: GfCfOptions = {
  factors: 256,
  alpha: 0.3,
  sharpening: 0,
  userExponent: 0.5,
  itemExponent: 0.5,
  powerIterations: 6,
};

const READERS: { readonly [Key in keyof GfCfOptions]: OptionReader<GfCfOptions[Key]> } = {
  factors: (name, value) => checkInteger(name, value, 1, 2048),
  alpha: (name, value) => checkNumber(name, value, 0, 1e6),
  sharpening: (name, value) => checkNumber(name, value, 0, 100),
  userExponent: (name, value) => checkNumber(name, value, 0, 2),
  itemExponent: (name, value) => checkNumber(name, value, 0, 2),
  powerIterations: (name, value) => checkInteger(name, value, 0, 100),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function gfCfOptions(given: Readonly<Record<string, unknown>>): GfCfOptions {
  return readOptions("gf-cf", GF_CF_DEFAULTS, READERS, given);
}

/** R̃ before it is divided by σ₁, and what belongs to it. */
export interface NormalisedInteractions {
  readonly matrix: Csr;
  /** f64[items]: n_i^−b, 0 for an item without interactions. */
  readonly itemScales: Float64Array;
}

/** Takes D_U^−a and D_I^−b to a users × items matrix. */
export function normaliseInteractions(
  interactions: Csr,
  popularity: Float32Array,
  { userExponent, itemExponent }: GfCfOptions,
): NormalisedInteractions {
  const { offsets, indices } = interactions;
  const itemScales = Float64Array.from(popularity, (count) => (count > 0 ? count ** -itemExponent : 0));
  const values = new Float32Array(indices.length);
  for (let user = 0; user < interactions.rowCount; user++) {
    const [start, end] = [offsets[user]!, offsets[user + 1]!];
    const scale = (end - start) ** -userExponent;
    for (let at = start; at < end; at++) values[at] = scale * itemScales[indices[at]!]!;
  }
  return { matrix: { ...interactions, values }, itemScales };
}

/** What a fitted GF-CF consists of. */
export interface GfCfParts extends NormalisedInteractions {
  /** f32[items × factorCount] */
  readonly v: Float32Array;
  readonly factorCount: number;
  readonly popularity: Float32Array;
}

/** Beside the largest score of a signal: what is left of items that nothing connects, since V is f32 and found by iterations. */
const NOISE = 5e-6;
const MAXIMUM_LENGTH = 0x7fff_ffff;
/** Users that are filtered together: their signals stand side by side, so that a row of R̃ is read once for all of them. */
export const GF_CF_BATCH = 64;

/**
 * Makes the model. A user costs O(entries of R̃ + items · factorCount) multiplications, thrice the entries with sharpening.
 * `module` is the module of training kernels. Throws KernelError `memory-limit`.
 */
export function createGfCfModel(module: WebAssembly.Module, options: GfCfOptions, parts: GfCfParts): WeightRowsModel {
  const { matrix, itemScales, v, factorCount, popularity } = parts;
  const itemCount = matrix.columnCount;
  const popular = popularItems(popularity);
  const { alpha, sharpening } = options;
  const filter = createGraphFilter(module, {
    matrix,
    turned: transpose(matrix),
    itemScales,
    v,
    factorCount,
    alpha,
    sharpening,
    batch: GF_CF_BATCH,
  });
  const scores = new Float32Array(itemCount);
  const isOwn = new Uint8Array(itemCount);
  const takeScores = ({ filtered, stride }: Filtered, signal: number): Float32Array => {
    let largest = 0;
    for (let item = 0; item < itemCount; item++) {
      const score = filtered[item * stride + signal]!;
      scores[item] = score;
      largest = Math.max(largest, Math.abs(score));
    }
    for (let item = 0; item < itemCount; item++) if (Math.abs(scores[item]!) <= NOISE * largest) scores[item] = 0;
    return scores;
  };
  return {
    kind: "gf-cf",
    options: { ...options },
    itemCount,
    popularity,
    weigh: ones,
    rowsAtATime: GF_CF_BATCH,
    weightRows: (start, end) => {
      const rows = filter(oneItemEach(start, end, itemCount), 0, end - start);
      return gatherRows(start, end, itemCount, (item) => takeScores(rows, item - start));
    },
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, itemCount);
      const { rowCount } = histories;
      const size = rowCount * k;
      const batch = { queryCount: rowCount, k, items: new Uint32Array(size), scores: new Float32Array(size) };
      for (let start = 0; start < rowCount; start += GF_CF_BATCH) {
        const end = Math.min(rowCount, start + GF_CF_BATCH);
        const filtered = filter(histories, start, end);
        for (let row = start; row < end; row++) {
          const own = rowIndices(histories, row);
          takeScores(filtered, row - start);
          for (const item of own) isOwn[item] = 1;
          selectTop(scores, isOwn, batch, row);
          for (const item of own) isOwn[item] = 0;
        }
      }
      return withPopularTails(batch, histories, popular, (row) => () => {
        takeScores(filter(histories, row, row + 1), 0);
        return (item) => scores[item]!;
      });
    },
  };
}

/** Histories of one item each: start … end − 1. */
function oneItemEach(start: number, end: number, columnCount: number): Csr {
  const rowCount = end - start;
  return {
    ...{ rowCount, columnCount, offsets: Uint32Array.from({ length: rowCount + 1 }, (_, row) => row) },
    indices: Uint32Array.from({ length: rowCount }, (_, row) => start + row),
    values: new Float32Array(rowCount).fill(1),
  };
}
