import { checkInteger, show } from "../check.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import { RequestError } from "../errors.ts";
import { MAXIMUM_EXAMPLE_WEIGHT, MAXIMUM_EXAMPLES } from "./limits.ts";
import type { Example } from "./types.ts";

/** Likes and dislikes of a request, as they came. */
export interface ExamplesRequest {
  readonly likes?: readonly (string | Example)[] | undefined;
  readonly dislikes?: readonly (string | Example)[] | undefined;
}

/** Known items of likes and dislikes with their weights, in the order of the request. */
export interface NamedExamples {
  readonly likes: ReadonlyMap<number, number>;
  readonly dislikes: ReadonlyMap<number, number>;
  /** Of both lists, each once. */
  readonly unknownItemIds: readonly string[];
}

/**
 * Reads the examples of a request; undefined where there are none. Throws RangeError for more of them than MAXIMUM_EXAMPLES or a
 * weight out of range, RequestError `repeated-example` for an id that is twice in one list and `conflicting-examples` for one in
 * both: which weight is meant cannot be told, and ids that the model does not know are held to the same.
 */
export function namedExamples(request: ExamplesRequest, itemIds: Vocabulary): NamedExamples | undefined {
  const likes = readList("likes", request.likes ?? []);
  const dislikes = readList("dislikes", request.dislikes ?? []);
  if (likes.size === 0 && dislikes.size === 0) return undefined;
  for (const id of dislikes.keys()) {
    if (!likes.has(id)) continue;
    const expected = "dislikes: expected items that are not among the likes";
    throw new RequestError("conflicting-examples", `${expected}, got ${show(id)} in both; leave it out of one`);
  }
  const unknownItemIds: string[] = [];
  const known = (list: ReadonlyMap<string, number>): Map<number, number> => {
    const found = new Map<number, number>();
    for (const [id, weight] of list) {
      const item = itemIds.indexOf(id);
      if (item === undefined) unknownItemIds.push(id);
      else found.set(item, weight);
    }
    return found;
  };
  return { likes: known(likes), dislikes: known(dislikes), unknownItemIds };
}

function readList(name: "likes" | "dislikes", list: readonly (string | Example)[]): Map<string, number> {
  checkInteger(`${name}.length`, list.length, 0, MAXIMUM_EXAMPLES);
  const weights = new Map<string, number>();
  for (const [place, entry] of list.entries()) {
    const { itemId, weight = 1 } = typeof entry === "string" ? { itemId: entry } : entry;
    if (!(weight > 0 && weight <= MAXIMUM_EXAMPLE_WEIGHT)) {
      const expected = `expected a number above 0, at most ${MAXIMUM_EXAMPLE_WEIGHT}`;
      throw new RangeError(`${name}[${place}].weight: ${expected}, got ${show(weight)}`);
    }
    if (weights.has(itemId)) {
      const advice = "name it once, with a weight for how much it counts";
      throw new RequestError(
        "repeated-example",
        `${name}[${place}]: expected each item once, got ${show(itemId)} again; ${advice}`,
      );
    }
    weights.set(itemId, weight);
  }
  return weights;
}
