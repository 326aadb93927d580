import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { type DefinedModel, defineModel, type Lookup, type Model, type RestoreContext } from "../define-model.ts";
import { auto, choice, integer, number, type OptionsOf, text } from "../option-specs.ts";
import { behindPrefix, memberPrefix } from "../prefixed-state.ts";
import { rankedByRatings } from "../served-by-ratings.ts";
import type { ServedModel } from "../served-model.ts";
import { readScale } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { baseName } from "../with-head.ts";
import { likenessOfModel, likenessOfRetrieval, mixedLikeness } from "./likeness.ts";
import { listDepth } from "./lists.ts";
import { type MemberOptions, memberNames, memberOptions, membersOfOptions } from "./members.ts";
import { listingOfModel, mixRankings } from "./mixed-rankings.ts";
import { mixRatings } from "./mixed-ratings.ts";
import { memberReader } from "./states.ts";

/** Its name on the command line. */
export const HYBRID = "hybrid";

/**
 * A mix of other models, with weights that validation data choose.
 *
 *   ratings:  r̂_ui = b + Σ_m w_m r̂_ui^m,   clipped to the range of the ratings in train
 *     stacked:   min  Σ_V (r_ui − r̂_ui)² + λ ‖w‖²   over b and w ≥ 0
 *     weighted:  the same over w ≥ 0 with Σ_m w_m = 1 and b = 0
 *
 *   rankings: score(u, i) = Σ_m w_m ν_m(u, i),   ν_m the member's score brought to a scale of its own list for u
 *     weighted:  max  mean over users of V of nDCG@10   over w ≥ 0 with Σ_m w_m = 1, by coordinate search
 *     stacked:   min  Σ_(u,i) ln(1 + exp(−y_ui (b + score(u, i)))) + λ/2 ‖w‖²   over b and w, y = 1 for pairs in V, else −1
 *
 * V is a part of train that members do not see while the weights are found: drawn from each user's interactions, or the last of
 * them where a member of a mix of rankings reads their order. Afterwards all members are fitted to all of
 * train. What is found is kept only where it beats the best member on V, in rankings by the standard error of
 * its gain on users that it was not found on; otherwise that member stands alone.
 * Without V (no user has 5 interactions) all weights are equal.
 *
 * ν is a z-score within the member's best `depth` items for u, or 1 − place / depth; see normaliseList. Items that train has
 * no interaction of have no place among members that learn from interactions: where there is a member of content, it alone
 * ranks them, by coldWeight times its own ν: of 1, ¾, ½, ¼ and 0 the one that ranks V best, unless one is given.
 *
 * Users are folded in by the members. A mix of ratings ranks by predictedRating. A user without history gets the
 * popular items. Sources: Breiman 1996, "Stacked regressions"; Jahrer, Töscher & Legenstein 2010.
 */
const options = {
  /** Names of the members, separated by commas. */
  models: text("implicit-als,tf-idf,popularity", "two or more names of models, separated by commas", checkMembers),
  method: choice(["weighted", "stacked"], "weighted"),
  /** What is mixed; `auto` is ratings where the feedback is explicit and every member predicts them, else ranking. */
  task: choice(["auto", "ratings", "ranking"], "auto"),
  /** ν; rankings only. */
  normalisation: choice(["z-score", "rank"], "z-score"),
  /** Best items of each member that count; rankings only. */
  depth: integer(10, 1_000_000, 1000),
  /** Share of each user's interactions that the weights are found on. */
  validation: number(0.01, 0.9, 0.1),
  /** λ ≥ 0. */
  regularization: number(0, 1e9, 1),
  /** What the content's ν of an item without interactions counts; `auto` is found on V. Rankings only. */
  coldWeight: auto(number(0, 1000, 1)),
};

/** What training writes beside them: the weights in words, and names and kinds of the members that count. */
const settled = {
  weights: text("", "what each member counts", (_, value) => String(value)),
  members: text("", "names of members, separated by commas", (_, value) => String(value)),
  kinds: text("", "kinds of members, separated by commas", (_, value) => String(value)),
};

/** The options of a mix, without those of its members. */
export type HybridOptions = OptionsOf<typeof options>;

/** The options of a mix without what stands beside them. */
export function ownOptions(given: HybridOptions): HybridOptions {
  const { models, method, task, normalisation, depth, validation, regularization, coldWeight } = given;
  return { models, method, task, normalisation, depth, validation, regularization, coldWeight };
}

/**
 * The definition of mixes of the models that `lookup` finds. Options of a member stand behind its name: `item-knn.neighbours`. The state
 * is weights, and what each member keeps behind a prefix of its own (states.ts).
 */
export function hybrid(lookup: Lookup<Model>): DefinedModel<HybridOptions, typeof options> {
  return defineModel({
    name: HYBRID,
    summary: "a mix of any models, weighed on validation data",
    learnsFrom: "interactions",
    options,
    settled,
    ofMembers: {
      specOf: (option) => {
        const at = option.indexOf(".");
        const member = option.slice(0, Math.max(0, at));
        const found = lookup.find(member)?.specOf(option.slice(at + 1));
        return found && [`${member}.${found[0]}`, found[1]];
      },
      read: ({ models, task }, given) => {
        const members = memberOptions(lookup, memberNames(models), given);
        mixesRatings(members, task, true);
        return Object.fromEntries(
          members.flatMap(({ name, options: own }) =>
            Object.entries(own).map(([option, value]) => [`${name}.${option}`, value] as const),
          ),
        );
      },
    },
    predictsWith: (given) => {
      return mixesRatings(memberOptions(lookup, memberNames(given.models), given), given.task, true);
    },
    restore: (given, state, context) =>
      given.task === "ranking" ? restoreRankings(given, state, context) : restoreRatings(given, state, context),
  });
}

function checkMembers(name: string, value: unknown): string {
  const names = memberNames(String(value));
  // Also with a re-ranker behind it: hybrid+head.
  const isMix = names.some((one) => baseName(one) === HYBRID);
  if (names.length > 1 && new Set(names).size === names.length && !isMix) return names.join(",");
  throw new RangeError(`${name}: expected two or more different models other than ${HYBRID}, got ${show(value)}`);
}

/** Whether the mix of these members predicts ratings. Throws OptionsError `no-ratings-predicted` where it should and cannot. */
export function mixesRatings(
  members: readonly Pick<MemberOptions, "name" | "model">[],
  task: HybridOptions["task"],
  explicit: boolean,
): boolean {
  const silent = members.filter(({ model }) => !model.predicts).map(({ name }) => name);
  if (task !== "ratings") return task === "auto" && explicit && silent.length === 0;
  if (silent.length === 0) return true;
  throw new OptionsError(
    "no-ratings-predicted",
    `${HYBRID}: task=ratings: expected members that predict ratings, but ${silent.join(" and ")} only rank; leave them out`,
  );
}

function restoreRankings(given: HybridOptions, state: StateReader, context: RestoreContext): ServedModel {
  const { itemCount, popularity, restoreMember, retrievalOf } = context;
  const kept = membersOfOptions(given);
  const weights = state.f64("weights", kept.length);
  const coldWeights = state.f64("coldWeights", kept.length);
  const unvalued = state.has("scale") ? readScale(state).maximum : 1;
  const members = kept.map(({ kind, options: own }, place) => {
    const served = restoreMember(kind, own, memberReader(place, state));
    return { served, retrieval: retrievalOf(served) };
  });
  const depth = listDepth(given.depth, itemCount);
  const counted = { weights, coldWeights };
  return {
    sentWeight: (value = unvalued) => value,
    retrieve: mixRankings(
      members.map(({ served, retrieval }) => listingOfModel(served, retrieval, popularity)),
      { ...counted, depth, normalisation: given.normalisation, popularity },
    ),
    similarTo: mixedLikeness(
      members.map(({ retrieval }) => likenessOfRetrieval(retrieval)),
      { ...counted, isCold: (item) => popularity[item] === 0 },
      depth,
      itemCount,
    ),
  };
}

function restoreRatings(given: HybridOptions, state: StateReader, context: RestoreContext): ServedModel {
  const { itemCount, popularity, restoreMember } = context;
  const scale = readScale(state);
  const members = membersOfOptions(given).map(({ kind, options: own }, place) =>
    restoreMember(kind, own, behindPrefix(memberPrefix(place), state)),
  );
  const mix = state.f64("mix", members.length + 1);
  const [intercept = 0] = mix;
  const weights = mix.subarray(1);
  const connected = state.has("connected") ? state.u32("connected", itemCount) : undefined;
  const mixed = mixRatings(members, { intercept, weights }, scale);
  const similarTo = mixedLikeness(
    members.map(likenessOfModel),
    { weights },
    listDepth(given.depth, itemCount),
    itemCount,
  );
  return rankedByRatings({ ...mixed, similarTo }, popularity, connected);
}
