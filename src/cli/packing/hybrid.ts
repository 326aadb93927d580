import type { Interactions } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { HYBRID, hybridOptions, memberNames } from "../../models/hybrid.ts";
import { type HybridRankingModel, isHybridRanking } from "../../models/hybrid-ranking.ts";
import { judge } from "../../packing/judge.ts";
import type { Packer } from "../../packing/packer.ts";
import { RATING_KINDS } from "../../serving/rating-kinds.ts";
import type { MakeCandidate } from "../candidates.ts";
import { contentOf } from "./content-of.ts";
import { readKeep } from "./item-weights.ts";
import { ratingPacker } from "./ratings.ts";
import { servedRanking } from "./served-ranking.ts";

/**
 * The packer of mixes: each member that counts keeps what it would keep alone, and is fitted once for the mix. Histories hold
 * values as they were given; every member weighs them as it does. `keep` is for all members that are weights between items.
 *
 * A mix of ratings is packed and judged as every model of ratings. Of a mix of rankings a tenth of each user's interactions
 * first measures popularity, the mix as it was fitted (`retrieval`) and as it will be served (`retrieval, cut`).
 * `packable` has the models that can be members; others are refused before anything is fitted.
 */
export function hybridPacker(make: MakeCandidate, packable: (model: string) => boolean): Packer {
  const packRatings = ratingPacker(make);
  return async (dataset, matrix, request, control) => {
    const { keep: keepText, ...set } = request.set;
    const keep = readKeep(request.model, keepText);
    const { interactions, items, users } = dataset;
    const candidate = make(request.model, set, items, control, users);
    const ratings = candidate.predicts === true && interactions.feedback === "explicit";
    rejectMembers(set.models, (name) => (ratings ? RATING_KINDS.has(name) : packable(name)));
    if (!request.users) rejectUserKnn(set.models);
    if (ratings) {
      const packed = await packRatings(dataset, matrix, request, control);
      return { ...packed, madeOfUsers: memberNames(String(packed.model.options.members)).includes("user-knn") };
    }
    const evaluations = await judge(HYBRID, interactions, request.judgeUsers, control, async (train) => {
      const whole = await fitMix(candidate, train);
      const kept = await contentOf(whole, keep, control.signal);
      const served = servedRanking(kept, { items, train }, await kernelModule());
      return [
        { subject: "retrieval", ranks: whole },
        { subject: "retrieval, cut", ranks: served },
      ];
    });
    control.onPhase?.(`${HYBRID}, on everything`);
    const fitted = await fitMix(candidate, interactions);
    const { options, content } = await contentOf(fitted, keep, control.signal);
    return {
      model: { kind: request.model, options, precision: "f32", factorCount: 0 },
      head: null,
      evaluations,
      objective: undefined,
      content,
      madeOfUsers: fitted.taking.some(({ name }) => name === "user-knn"),
      histories: matrix,
    };
  };
}

/** Throws OptionsError `needs-users` for a member that is the histories of users, in an artefact without them. */
function rejectUserKnn(models: string | undefined): void {
  if (!membersOf(models).includes("user-knn")) return;
  throw new OptionsError(
    "needs-users",
    `${HYBRID}: user-knn compares a history with the users of train; leave out --no-users, or leave it out of models`,
  );
}

function membersOf(models: string | undefined): string[] {
  return memberNames(hybridOptions(models === undefined ? {} : { models }).models);
}

/** Throws OptionsError `not-packable` for a member that an artefact has no place for. */
function rejectMembers(models: string | undefined, packable: (model: string) => boolean): void {
  const refused = membersOf(models).filter((name) => !packable(name));
  if (refused.length === 0) return;
  throw new OptionsError(
    "not-packable",
    `${HYBRID}: expected members that an artefact can keep, got ${refused.join(" and ")}; leave them out of models`,
  );
}

async function fitMix(candidate: Candidate, interactions: Interactions): Promise<HybridRankingModel> {
  const fitted = await candidate.fit(interactions);
  if ("kind" in fitted && isHybridRanking(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a mix of rankings`);
}
