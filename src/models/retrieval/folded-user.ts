import type { FoldInEquations, ItemIndex } from "../../kernels/item-index.ts";
import { countedWeights, type Examples, joinedItems, joinedWeights } from "../examples.ts";
import type { FoldsIn } from "../served-model.ts";
import { weighedParts } from "./parts.ts";
import type { FoldedUser } from "./user-of-rows.ts";

/** The users of a model that folds in so. */
export function createFoldedUser(index: ItemIndex, foldsIn: FoldsIn): FoldedUser {
  const { factorCount } = index;
  if (foldsIn.by === "own") return foldsIn.user(index);
  if (foldsIn.by === "sum") {
    return {
      factors: (history, weights, examples) => {
        const { items, rights } = rightSide(history, weights, -1, examples);
        return index.weightedSum(items, rights);
      },
      draw: undefined,
      parts: (history, weights, wanted, examples) => {
        const { items, rights } = rightSide(history, weights, -1, examples);
        const products = index.dots(wanted, index.factorsOf(items), items.length);
        const popularity = new Float64Array(wanted.length);
        return { items, parts: weighedParts(products, rights), popularity };
      },
    };
  }
  const { biasLane, solver } = foldsIn;
  const finished = (x: Float32Array): Float32Array => {
    if (biasLane !== undefined) x[factorCount - 1] = biasLane;
    return x;
  };
  return {
    factors: (history, weights, examples) => finished(foldHistory(index, foldsIn, history, weights, examples)),
    draw: solver
      ? undefined
      : (history, weights, { random, scale }, examples) => {
          const normals = Float32Array.from({ length: factorCount }, () => random.nextGaussian());
          return finished(index.drawFoldedIn(equationsOf(foldsIn, history, weights, examples), normals, scale));
        },
    parts: (history, weights, wanted, examples) => {
      const equations = equationsOf(foldsIn, history, weights, examples);
      const { items, rights } = equations;
      const products = solver ? solver.products(index, equations, wanted) : solvedProducts(index, equations, wanted);
      const popularity = new Float64Array(wanted.length);
      if (biasLane !== undefined) {
        const rows = index.factorsOf(wanted);
        for (let row = 0; row < wanted.length; row++) {
          popularity[row] = biasLane * rows[(row + 1) * factorCount - 1]!;
        }
      }
      return { items, parts: weighedParts(products, rights), popularity };
    },
  };
}

/** x of the equations of a history, with examples where there are some: f32[factorCount]. */
export function foldHistory(
  index: ItemIndex,
  foldsIn: Extract<FoldsIn, { by: "equations" }>,
  history: Uint32Array,
  weights: Float32Array,
  examples?: Examples,
): Float32Array {
  const equations = equationsOf(foldsIn, history, weights, examples);
  if (foldsIn.solver) return foldsIn.solver.solve(index, equations);
  const { items, weights: lefts, regularization, rights } = equations;
  return index.foldIn(items, lefts, regularization, rights === lefts ? undefined : rights);
}

/** yᵢᵀA⁻¹yⱼ of wanted items i and items j of the equations: solved for those that are fewer. f32[wanted × items] */
function solvedProducts(index: ItemIndex, equations: FoldInEquations, wanted: Uint32Array): Float32Array {
  const { items } = equations;
  if (items.length <= wanted.length) {
    return index.dots(wanted, index.solveFoldedIn(equations, index.factorsOf(items)), items.length);
  }
  const byItem = index.dots(items, index.solveFoldedIn(equations, index.factorsOf(wanted)), wanted.length);
  const products = new Float32Array(byItem.length);
  for (let row = 0; row < wanted.length; row++) {
    for (let at = 0; at < items.length; at++) products[row * items.length + at] = byItem[at * wanted.length + row]!;
  }
  return products;
}

function equationsOf(
  { weightsOf, shift = 0, regularizationOf, dislikeTarget }: Extract<FoldsIn, { by: "equations" }>,
  history: Uint32Array,
  weights: Float32Array,
  examples: Examples | undefined,
): FoldInEquations & { readonly rights: Float32Array } {
  const count = history.length + (examples?.dislikes.length ?? 0);
  const regularization = regularizationOf(count);
  const own = countedWeights(weightsOf(weights, count), examples);
  // w − 0 is w to the bit, and so is the array.
  const leftOf = (rights: Float32Array): Float32Array =>
    shift === 0 ? rights : rights.map((weight) => Math.max(0, weight - shift));
  if (!examples || count === history.length) {
    return { items: history, weights: leftOf(own), rights: own, regularization };
  }
  const { dislikes, dislikeCounts, unitWeight } = examples;
  const against = weightsOf(new Float32Array(dislikes.length).fill(unitWeight), count);
  for (let place = 0; place < against.length; place++) against[place]! *= dislikeCounts[place]!;
  return {
    items: joinedItems(history, dislikes),
    weights: leftOf(joinedWeights(own, against)),
    rights: joinedWeights(
      own,
      against.map((weight) => dislikeTarget * weight),
    ),
    regularization,
  };
}

/** Items of history and dislikes with signed weights; those of dislikes times `target`. */
export function rightSide(
  history: Uint32Array,
  weights: Float32Array,
  target: number,
  examples: Examples | undefined,
): { readonly items: Uint32Array; readonly rights: Float32Array } {
  const own = countedWeights(weights, examples);
  if (!examples) return { items: history, rights: own };
  const { dislikes, dislikeCounts, unitWeight } = examples;
  return {
    items: joinedItems(history, dislikes),
    rights: joinedWeights(
      own,
      dislikeCounts.map((count) => target * unitWeight * count),
    ),
  };
}
