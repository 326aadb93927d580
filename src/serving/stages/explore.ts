import { checkInteger, checkNumber } from "../../check.ts";
import { RequestError } from "../../errors.ts";
import { createRandom, hashText } from "../../random.ts";
import { MAXIMUM_K } from "../limits.ts";
import type { Exploration } from "../list-options.ts";
import { entriesAt } from "../list-places.ts";
import type { Stage } from "./stage.ts";

/** The last place whose item may be tried. */
const LAST_PLACE = 500;

/**
 * Tries items from further down. Each place from `keep` to k is a slot that shows, with probability `rate`, one of its candidates in place of
 * its own item; the two change places. Slot s of m has the candidates k + s, k + s + m, k + s + 2m … up to the place
 * 500 (from 0), drawn with weights 1 / (place + 1). So no item is drawn twice, and each propensity, the probability that an item stands where it stands, is exact:
 *
 *   1 before `keep`;  1 − rate for the own item of a slot;  rate · w / Σ w for a candidate in it, and for what it changed with;
 *   1 − rate · w / Σ w for a candidate at its own place
 *
 * The last of the stages that order: what follows would make propensities wrong, and every choice from a list keeps its limits. Draws depend
 * on the recommendation id alone, so that pages are parts of one order. Throws RequestError `bad-explore` without an id, RangeError for
 * numbers beyond their limits.
 */
export const explore: Stage = {
  width: ({ explore: wish }) => (wish && wish.rate > 0 ? LAST_PLACE : 0),
  run: (state) => {
    const { request, list, k } = state;
    const wish = request.explore;
    if (!wish) return state;
    const { rate, keep } = checked(wish);
    const { recommendationId } = request;
    if (recommendationId === undefined) {
      throw new RequestError(
        "bad-explore",
        "explore: expected a recommendationId beside it, on which its draws depend",
      );
    }
    const { ranking } = list;
    const places = Array.from(ranking.items, (_, place) => place);
    const propensities = new Float64Array(places.length).fill(1);
    const slotCount = Math.max(0, Math.min(k, places.length) - keep);
    const random = createRandom(hashText(recommendationId));
    for (let slot = 0; slot < slotCount; slot++) {
      const own = keep + slot;
      const [chance, draw] = [random.nextFloat(), random.nextFloat()];
      const candidates = candidatesOf(slot, slotCount, k, Math.min(LAST_PLACE, places.length));
      if (candidates.length === 0) continue;
      const weights = candidates.map((place) => 1 / (place + 1));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      propensities[own] = 1 - rate;
      for (const [at, place] of candidates.entries()) propensities[place] = 1 - (rate * weights[at]!) / total;
      if (chance >= rate) continue;
      const at = drawn(weights, draw * total);
      const place = candidates[at]!;
      [places[own], places[place]] = [places[place]!, places[own]!];
      propensities[own] = propensities[place] = (rate * weights[at]!) / total;
    }
    const ordered = entriesAt(ranking, places);
    const byItem = new Map(Array.from(ordered.items, (item, place) => [item, propensities[place]!]));
    return { ...state, list: { ...list, ranking: ordered }, propensities: byItem };
  },
};

function checked({ rate, keep = 0 }: Exploration): Required<Pick<Exploration, "rate" | "keep">> & { keep: number } {
  checkNumber("explore.rate", rate, 0, 1);
  checkInteger("explore.keep", keep, 0, MAXIMUM_K);
  return { rate, keep };
}

function candidatesOf(slot: number, slotCount: number, first: number, end: number): number[] {
  const candidates: number[] = [];
  for (let place = first + slot; place < end; place += slotCount) candidates.push(place);
  return candidates;
}

/** The index whose share of the sum of weights `at`, from 0, falls into. */
function drawn(weights: readonly number[], at: number): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    sum += weight;
    if (at < sum) return index;
  }
  return weights.length - 1;
}
