import { type Csr, rowIndices, rowValues } from "../../data/csr.ts";
import { platform } from "../../platform.ts";
import { createRandom, shuffle } from "../../random.ts";
import { connectedItems, connectedState } from "../connected-items.ts";
import { servedFactors } from "../gradient-descent/rating-factors.ts";
import { createTrainedRows } from "../gradient-descent/trained-rows.ts";
import { countInteractions } from "../item-counts.ts";
import { fitFoldIn } from "../pairwise/train-fold-in.ts";
import { clippedScores, type PredictorOf, ratingScale } from "../rating-model.ts";
import { rankedByRatings } from "../served-by-ratings.ts";
import { scaleState } from "../served-ratings.ts";
import { factorsState, GRAM, joinStates, matrixState, stateOf } from "../state.ts";
import type { Fitted } from "../train-model.ts";
import { foldInPair, type PairItems } from "./pair-options.ts";
import type { Components } from "./train-pair-components.ts";

/** What is fitted beside the state. */
type Found = Pick<Fitted, "options" | "objective">;

/** Shares of the ridge that are tried, times the variance that components leave of ratings. */
const RIDGES = [0.25, 0.5, 1, 2, 4, 8, 16];
/** Users whose hidden ratings choose the ridge, and the share of their ratings that is hidden. */
const [JUDGED_USERS, HIDDEN_SHARE] = [300, 0.2];
const HIDDEN_STREAM = 12;

/**
 * A network of ratings as its state: r̂_ui = level + c_u + b_i + x_u·y_i, in the unit of the ratings, clipped to their range.
 *
 *   itemFactors  f32[items × factorCount], y_i      itemBiases  f32[items], b_i      foldIn  f64[3]: level, the ridges of x_u and c_u
 *
 * x_u and c_u of a history are one exact ridge solve (foldInPair) with the λ of chooseRidge. `scoresOf` gives the predictions of
 * the network for a user of train, f32[known], in the order of `known` (ascending items): the overlay answers a history that is a
 * row of `matrix` by them, of equal rows as the first one, and items that are not known by the mean rating. Lists are ordered by
 * predictions, equal ones by the item's number. Source of the solve: Koren, Bell & Volinsky 2009, eq. 4 and 5, with rows held.
 */
export function fittedRatings(
  model: string,
  found: Found,
  components: Components,
  matrix: Csr,
  seed: number,
  scoresOf: ((user: number) => Float32Array) | undefined,
  known: Uint32Array,
): Fitted {
  const scale = ratingScale(model, matrix);
  const items: PairItems = {
    ...components,
    mean: components.level,
    itemBiases: Float32Array.from(components.itemBiases),
  };
  const ridges = chooseRidge(items, components, matrix, seed);
  const fold = foldInPair(items, ridges);
  const connected = connectedItems(matrix);
  const { itemFactors, itemBiases, factorCount, mean } = items;
  const folded = servedFactors(scale, items, fold);
  const rowOf = createTrainedRows(matrix);
  const scorerOf: PredictorOf = (own, given) => {
    const row = scoresOf && rowOf(own, given);
    if (row === undefined || !scoresOf) return (folded.scorerOf ?? folded.predictorOf)(own, given);
    const scores = new Float64Array(matrix.columnCount).fill(scale.mean);
    const values = scoresOf(row);
    for (const [place, item] of known.entries()) scores[item] = values[place]!;
    return (item) => scores[item]!;
  };
  const trained = { scale, ...clippedScores(scale, scorerOf) };
  return {
    ...found,
    state: joinStates(
      stateOf({ scale: scaleState(scale), foldIn: Float64Array.of(mean, ridges.ridge, ridges.biasRidge), itemBiases }),
      matrixState("itemFactors", itemFactors, factorCount),
      connectedState(connected),
    ),
    overlay: rankedByRatings(trained, countInteractions(matrix), connected),
  };
}

/**
 * λ of fold-in: of RIDGES · σ² the one that predicts hidden ratings of users of train best, with the rest of their ratings as
 * history; σ² is the variance of ratings. The network has seen the hidden ones, which favours small ridges where it overfits.
 * Without users of 5 ratings it is σ²; of equal errors the smaller λ is taken.
 */
export function chooseRidge(
  items: PairItems,
  { biasVariance }: Pick<Components, "biasVariance">,
  matrix: Csr,
  seed: number,
): { ridge: number; biasRidge: number } {
  const random = createRandom(seed, HIDDEN_STREAM);
  const users = Uint32Array.from({ length: matrix.rowCount }, (_, user) => user).filter(
    (user) => rowIndices(matrix, user).length >= 5,
  );
  const judged = shuffle(users, random)
    .slice(0, JUDGED_USERS)
    .map((user) => user);
  const cases = [...judged].map((user) => {
    const [own, values] = [rowIndices(matrix, user), rowValues(matrix, user)];
    const order = shuffle(
      Uint32Array.from(own, (_, place) => place),
      random,
    );
    const count = Math.max(1, Math.round(own.length * HIDDEN_SHARE));
    const [hidden, shown] = [order.slice(0, count), order.slice(count).sort()];
    return {
      items: Uint32Array.from(shown, (place) => own[place]!),
      ratings: Float32Array.from(shown, (place) => values[place]!),
      hidden: Uint32Array.from(hidden, (place) => own[place]!),
      wanted: Float32Array.from(hidden, (place) => values[place]!),
    };
  });
  let variance = 0;
  for (const value of matrix.values) variance += (value - items.mean) ** 2 / matrix.values.length;
  const ridgesOf = (share: number) => {
    const ridge = Math.max(share * variance, 1e-6);
    return { ridge, biasRidge: Math.max(ridge / Math.max(biasVariance, 1e-3), 1e-6) };
  };
  if (cases.length === 0) return ridgesOf(1);
  let best = { share: 1, error: Number.POSITIVE_INFINITY };
  for (const share of RIDGES) {
    const fold = foldInPair(items, ridgesOf(share));
    let error = 0;
    for (const { items: own, ratings, hidden, wanted } of cases) {
      const { bias, factors } = fold(own, ratings);
      for (const [place, item] of hidden.entries()) {
        let predicted = items.mean + bias + items.itemBiases[item]!;
        for (let factor = 0; factor < items.factorCount; factor++) {
          predicted += factors[factor]! * items.itemFactors[item * items.factorCount + factor]!;
        }
        error += (predicted - wanted[place]!) ** 2;
      }
    }
    if (error < best.error) best = { share, error };
  }
  return ridgesOf(best.share);
}

/**
 * A network of rankings as its state: score(u, i) = x_u·y_i + b_i, without a unit: only its order within a user counts, and equal
 * scores are ordered by the item's number.
 *
 *   factors  f32[items × (factorCount + 1)]: y_i, then b_i      gram  f32[(factorCount + 1)²]: Σ_i of their products
 *
 * A history is folded in by the exact solve of bpr (pairwise-factors.ts), with constants that fit the scores of the sampled users
 * best (train-fold-in.ts); they are among the options that come back. Source of the solve: Hu, Koren & Volinsky 2008, eq. 4.
 */
export async function fittedRankings(found: Found, components: Components, matrix: Csr): Promise<Fitted> {
  const { users, userFactors, itemFactors, itemBiases, factorCount } = components;
  const width = factorCount + 1;
  const itemCount = itemBiases.length;
  const rows = new Float32Array(itemCount * width);
  for (let item = 0; item < itemCount; item++) {
    rows.set(itemFactors.subarray(item * factorCount, (item + 1) * factorCount), item * width);
    rows[item * width + factorCount] = itemBiases[item]!;
  }
  const trained = { factorCount, userFactors, itemFactors: rows, objective: found.objective ?? 0 };
  const fold = fitFoldIn(await platform().kernels(), trained, rowsOf(matrix, users));
  return {
    ...found,
    options: { ...found.options, ...fold.constants },
    state: joinStates(
      factorsState({ precision: "f32", values: fold.itemFactors }, width),
      matrixState(GRAM, fold.gram, width),
    ),
  };
}

/** Some rows of a matrix. */
function rowsOf(matrix: Csr, rows: Uint32Array): Csr {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [place, row] of rows.entries()) offsets[place + 1] = offsets[place]! + rowIndices(matrix, row).length;
  const count = offsets[rows.length]!;
  const [indices, values] = [new Uint32Array(count), new Float32Array(count)];
  for (const [place, row] of rows.entries()) {
    indices.set(rowIndices(matrix, row), offsets[place]);
    values.set(rowValues(matrix, row), offsets[place]);
  }
  return { columnCount: matrix.columnCount, rowCount: rows.length, offsets, indices, values };
}
