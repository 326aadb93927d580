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
  const { biasLane } = foldsIn;
  const finished = (x: Float32Array): Float32Array => {
    if (biasLane !== undefined) x[factorCount - 1] = biasLane;
    return x;
  };
  return {
    factors: (history, weights, examples) => {
      const { items, weights: lefts, regularization, rights } = equationsOf(foldsIn, history, weights, examples);
      return finished(index.foldIn(items, lefts, regularization, rights));
    },
    draw: (history, weights, { random, scale }, examples) => {
      const normals = Float32Array.from({ length: factorCount }, () => random.nextGaussian());
      return finished(index.drawFoldedIn(equationsOf(foldsIn, history, weights, examples), normals, scale));
    },
    parts: (history, weights, wanted, examples) => {
      const equations = equationsOf(foldsIn, history, weights, examples);
      const { items, rights } = equations;
      const products = solvedProducts(index, equations, wanted);
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

/** The equations of a history, with examples where there are some. */
export function equationsOf(
  { weightsOf, shift = 0, regularizationOf, dislikeTarget }: Extract<FoldsIn, { by: "equations" }>,
  history: Uint32Array,
  weights: Float32Array,
  examples: Examples | undefined,
): FoldInEquations & { readonly rights: Float32Array } {
  const count = history.length + (examples?.dislikes.length ?? 0);
  const regularization = regularizationOf(count);
  const own = countedWeights(weightsOf(weights, count), examples);
  const equations = { items: history, weights: own, rights: own, regularization };
  if (examples && count > history.length) {
    const { dislikes, dislikeCounts, unitWeight } = examples;
    const against = weightsOf(new Float32Array(dislikes.length).fill(unitWeight), count);
    for (let place = 0; place < against.length; place++) against[place]! *= dislikeCounts[place]!;
    equations.items = joinedItems(history, dislikes);
    equations.weights = joinedWeights(own, against);
    const opposed = against.map((weight) => dislikeTarget * weight);
    equations.rights = joinedWeights(own, opposed);
  }
  if (shift > 0) equations.weights = equations.weights.map((weight) => Math.max(0, weight - shift));
  return equations;
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
