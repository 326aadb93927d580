import type { Csr } from "../../data/csr.ts";
import { toCsr } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import type { RatingModel } from "../../models/model.ts";
import { createRatingModel } from "../../models/rating-model.ts";
import { isSavable, type ModelState, readState, type Savable } from "../../models/state.ts";
import { judge } from "../../packing/judge.ts";
import { narrowState } from "../../packing/narrow-state.ts";
import { type Packer, readPrecision } from "../../packing/packer.ts";
import { RATING_KINDS } from "../../serving/rating-kinds.ts";
import type { MakeCandidate } from "../candidates.ts";
import { baselineRatings } from "./baseline.ts";
import { contentOf, keptState } from "./content-of.ts";

/**
 * The packer of models of ratings: what the model keeps of itself, and histories with their ratings.
 *
 * A tenth of each user's ratings first measures what stands in the manifest: popularity, user-item-baseline, the model as it
 * was fitted (`ratings`), and the model as it will be served (`ratings, folded in`), which takes users of train for
 * strangers with a history and may have been cut. With `precision=int8` matrices are kept in int8, a scale a row: a quarter
 * of the bytes, measured as `ratings, int8`. In memory they are f32 all the same.
 */
export function ratingPacker(make: MakeCandidate): Packer {
  return async ({ interactions, items }, matrix, request, control) => {
    const { precision, set } = readPrecision(request.set);
    const module = await kernelModule();
    const narrowed = (model: RatingModel & Savable): ModelState => {
      const state = narrowState(module, model.state());
      if (state) return state;
      throw new OptionsError(
        "no-int8",
        `${model.kind}: it keeps no matrix that int8 would make smaller; leave precision=f32`,
      );
    };
    const candidate = make(request.model, set, items, control);
    const evaluations = await judge("ratings", interactions, request.judgeUsers, control, async (train) => {
      const fitted = await fitRatings(candidate, train);
      const histories = toCsr(train);
      const subjects: (readonly [subject: string, model: RatingModel])[] = [
        ["user-item-baseline", baselineRatings(histories)],
        ["ratings", fitted],
        ["ratings, folded in", servedModel(fitted, histories)],
      ];
      if (precision === "int8") subjects.push(["ratings, int8", servedModel(fitted, histories, narrowed(fitted))]);
      return subjects.map(([subject, model]) => ({ subject, ranks: model, rates: model }));
    });
    control.onPhase?.("ratings, on everything");
    const fitted = await fitRatings(candidate, interactions);
    const { content } = await contentOf(fitted);
    return {
      model: { kind: request.model, options: fitted.options, precision, factorCount: 0 },
      head: null,
      evaluations,
      objective: undefined,
      content: precision === "int8" ? { ...content, state: keptState(fitted, narrowed(fitted)) } : content,
      histories: matrix,
    };
  };
}

/** The model as it comes back from its artefact beside the histories of users, from its own state or another. */
function servedModel(model: RatingModel & Savable, histories: Csr, state: ModelState = model.state()): RatingModel {
  const { kind, options, itemCount, popularity, connected } = model;
  const restore = RATING_KINDS.get(kind);
  if (!restore) throw new OptionsError("not-packable", `${kind}: expected a model of ratings that can be served`);
  const restored = restore(options, readState(kind, state), itemCount, histories);
  return createRatingModel({ ...restored, kind, options, itemCount, popularity, connected });
}

async function fitRatings(
  candidate: Candidate,
  interactions: Parameters<Candidate["fit"]>[0],
): Promise<RatingModel & Savable> {
  const fitted = await candidate.fit(interactions);
  if (isRatingModel(fitted) && isSavable(fitted)) return fitted;
  throw new OptionsError("not-packable", `${candidate.model}: expected a model of ratings that can be kept`);
}

function isRatingModel(model: object): model is RatingModel {
  return "predictBatch" in model && "recommendBatch" in model && "options" in model;
}
