import { checkInteger, checkNumber } from "../../check.ts";
import { RequestError } from "../../errors.ts";
import { createRandom, hashText } from "../../random.ts";
import { MAXIMUM_K } from "../limits.ts";
import type { Exploration } from "../list-options.ts";
import { entriesAt } from "../list-places.ts";
import { LAST_PLACE, slotsOf } from "../slots.ts";
import type { ListRequest, Stage } from "./stage.ts";

/**
 * Tries items from further down. Each place from `keep` to k is a slot that shows, with probability `rate`, one of its
 * candidates in place of its own item; the two change places. Slots share out what they may try (slots.ts), so that no item is
 * drawn twice, and each propensity, the probability that an item stands where it stands, is exact.
 *
 * The last of the stages that order: what follows would make propensities wrong, and every choice from a list keeps its limits.
 * Draws depend on the recommendation id alone, so that pages are parts of one order. Throws RequestError `bad-explore` without
 * an id, RangeError for numbers beyond their limits.
 */
export const explore: Stage = {
  width: candidatesOf,
  least: candidatesOf,
  run: (state) => {
    const { request, list, k } = state;
    const wish = request.explore;
    // Thompson sampling draws before the search (drawn-user.ts), and has no propensities to give.
    if (!wish || wish.method === "thompson") return state;
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
    const random = createRandom(hashText(recommendationId));
    for (const { own, candidates, shares } of slotsOf(k, keep, places.length)) {
      const [chance, draw] = [random.nextFloat(), random.nextFloat()];
      propensities[own] = 1 - rate;
      for (const [at, place] of candidates.entries()) propensities[place] = 1 - rate * shares[at]!;
      if (chance >= rate) continue;
      const at = drawn(shares, draw);
      const place = candidates[at]!;
      [places[own], places[place]] = [places[place]!, places[own]!];
      propensities[own] = propensities[place] = rate * shares[at]!;
    }
    const ordered = entriesAt(ranking, places);
    const byItem = new Map(Array.from(ordered.items, (item, place) => [item, propensities[place]!]));
    return { ...state, list: { ...list, ranking: ordered }, propensities: byItem };
  },
};

/** Up to which place items may be tried: the same for every page, however many items limits take out. */
function candidatesOf({ explore: wish }: ListRequest): number {
  return wish && wish.method !== "thompson" && wish.rate > 0 ? LAST_PLACE : 0;
}

function checked({ rate, keep = 0 }: Exploration): Required<Pick<Exploration, "rate" | "keep">> & { keep: number } {
  checkNumber("explore.rate", rate, 0, 1);
  checkInteger("explore.keep", keep, 0, MAXIMUM_K);
  return { rate, keep };
}

/** The index whose share `at`, from 0 to 1, falls into. */
function drawn(shares: readonly number[], at: number): number {
  let sum = 0;
  for (const [index, share] of shares.entries()) {
    sum += share;
    if (at < sum) return index;
  }
  return shares.length - 1;
}
