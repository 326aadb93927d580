import type { Csr } from "../data/csr.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Feedback } from "../data/interactions.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import { OptionsError } from "../errors.ts";
import type { JudgeUsers } from "../evaluation/judge-users.ts";
import { heardBy, recordLosses } from "../evaluation/losses.ts";
import type { FittedModel } from "../models/fitted-model.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { type Fitted, type Trainable, type TrainingData, trainModel } from "../models/train-model.ts";
import { RATING_BASELINE, SUGGESTED_MODEL } from "../models/train-references.ts";
import { fitModel, restoreTrained } from "../models/train-restored.ts";
import { contestBehind } from "../rerankers/contest-behind.ts";
import { judgingPart } from "../rerankers/judging-part.ts";
import { questionOf } from "../rerankers/question.ts";
import { trainerPlan } from "../rerankers/trainer-plan.ts";
import { type HeadRequest, wantedReranker } from "../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../training/context.ts";
import { type Judged, judge } from "./judge.ts";
import { type PackingPlan, packState } from "./pack-state.ts";
import type { Packed } from "./packed.ts";
import { packedBeside, withHead } from "./packed-head.ts";
import { divideOptions, packedOptions } from "./packing-options.ts";
import { splitState } from "./split-state.ts";
import { weighHistories } from "./weigh-histories.ts";

/** What is asked for. */
export interface PackRequest extends HeadRequest {
  /** Options of the model, and of what is packed: `precision`, `keep`. */
  readonly options: OptionValues;
  /** Whether users and their histories are packed. */
  readonly users: boolean;
  /** How many users the model is judged on; DEFAULT_JUDGE_USERS by default. */
  readonly judgeUsers?: JudgeUsers | undefined;
}

/**
 * Trains a model on a data set and makes it ready for an artefact: its state, cut and rounded as asked for, and histories
 * with the weights that it takes. A tenth of each user's interactions first measures what stands in the manifest: popularity,
 * the model as training leaves it (`retrieval`, `ratings`), and as it is packed (`…, folded in`, `…, cut`, `…, int8`).
 *
 * Re-rankers are trained and judged behind the models as they will be served: packed, cut and rounded, and restored. What comes
 * next is then held out instead, where interactions have times, and all figures are of that part. Where one wins it is packed
 * too, with the retrievers that it needs, and the last fits start from the judged ones where trainers can do that.
 *
 * Options that are wrong are refused before anything is fitted. Throws OptionsError, RangeError, DataError or TrainingError.
 */
export async function packModel(
  asked: Trainable,
  dataset: Dataset,
  matrix: Csr,
  request: PackRequest,
  context: TrainingContext,
): Promise<Packed> {
  const { interactions, items, users } = dataset;
  const trainer = withPacking(asked, request.options, interactions.feedback);
  const { own, plan } = divideOptions(trainer, request.options);
  const given = trainer.model.readOptions(own);
  const needsUsers = trainer.packing?.needsUsers?.(given) === true;
  if (needsUsers && !request.users) throw withoutUsers(trainer.model.name);
  trainer.checkColumns?.(given, { items, users });
  const dataOf = (part: TrainingData["interactions"], ofPart = toOrderedCsr(part)): TrainingData => {
    return { interactions: part, matrix: ofPart, items, users };
  };
  const data = dataOf(interactions, matrix);
  // What follows from the data follows from all of them, also for the fits to a part.
  const options = trainer.settle?.(given, data) ?? given;
  const restorePacked = async (fitted: Fitted, part: TrainingData): Promise<FittedModel> => {
    const { state } = await packState(trainer, fitted, plan, matrix.columnCount, context.signal);
    return restoreTrained(trainer, { options: fitted.options, state }, part);
  };
  const wanted = wantedReranker(trainer.model, request);
  const question = questionOf(interactions);
  const beside = wanted ? packedBeside(trainer, request, question, data, plan.precision, dataOf, context) : [];
  const contest =
    wanted &&
    (await contestBehind(
      [trainerPlan(trainer, { options, dataOf, restore: restorePacked }, context), ...beside.map((one) => one.plan)],
      { interactions, items, question },
      wanted,
      { ...context, judgeUsers: request.judgeUsers },
    ));
  const judgedOn =
    contest?.judgedOn ??
    judgingPart(trainer.model.readsOrder ? question : "missing", interactions, context.seed, request.judgeUsers);
  const evaluations = await judge(trainer.model.name, judgedOn, context, async (train) => {
    const part = dataOf(train);
    const fitted = contest?.judged[0].fitted ?? (await trainModel(trainer, part, options, context));
    return subjectsOf(trainer, part, fitted, plan, context);
  });
  context.onPhase?.(`${trainer.model.name}, on everything`);
  const recorder = recordLosses();
  const last = heardBy(context, recorder.onEpoch);
  const fitted = await trainModel(trainer, data, options, last, contest?.winner && contest.judged[0].fitted);
  const { state, kept, whole } = await packState(trainer, fitted, plan, matrix.columnCount, context.signal);
  if (whole > kept) context.onPhase?.(`${trainer.model.name}: ${kept} of ${whole} weights packed`);
  const served = await restoreTrained(trainer, { options: fitted.options, state }, data);
  const { content, factorCount } = splitState(trainer.model.name, state, matrix.columnCount);
  const packedModel: Packed = {
    model: {
      kind: trainer.model.name,
      options: { ...fitted.options, ...packedOptions(plan.cuts, state) },
      precision: plan.precision,
      factorCount,
    },
    head: null,
    evaluations,
    objective: fitted.objective,
    losses: recorder.losses(),
    ...(served.retrieval ? {} : { isPersonal: false as const }),
    content: { ...content, head: undefined },
    // Of a mix only members count that the fit has a use for.
    madeOfUsers:
      trainer.packing?.needsUsers?.(fitted.options) === true ||
      [...state.values()].some(({ personal }) => personal === true),
    histories: weighHistories(matrix, served.served),
    served,
  };
  return withHead(packedModel, contest, beside, data);
}

/** The trainer with the packing of what is asked for. */
function withPacking(trainer: Trainable, options: OptionValues, feedback: Feedback): Trainable {
  return trainer.packingFor ? { ...trainer, packing: trainer.packingFor(options, feedback) } : trainer;
}

/** The fitted model and its variants. Those that rank by predicted ratings are measured by lists and ratings together. */
async function subjectsOf(
  trainer: Trainable,
  data: TrainingData,
  fitted: Fitted,
  plan: PackingPlan,
  context: TrainingContext,
): Promise<readonly Judged[]> {
  const model = await restoreTrained(trainer, fitted, data);
  const { retrieve } = model.served;
  // Popularity itself is measured already.
  if (retrieve.by === "popularity" && !retrieve.popularity) return [];
  context.signal?.throwIfAborted();
  const restore = async (precision: PackingPlan["precision"]): Promise<FittedModel> => {
    const { state } = await packState(trainer, fitted, { ...plan, precision }, data.matrix.columnCount, context.signal);
    return restoreTrained(trainer, { options: fitted.options, state }, data);
  };
  const isCut = plan.cuts.length > 0;
  const stored = await restore("f32");
  const rounded = plan.precision === "int8" ? await restore("int8") : undefined;
  const explicit = data.interactions.feedback === "explicit";
  const ranks = (subject: string, by: FittedModel): Judged => ({ subject, ranks: by });
  const rates = (subject: string, by: FittedModel): Judged => ({ subject, rates: predicting(by) });
  const both = (subject: string, by: FittedModel): Judged => ({ ...ranks(subject, by), ...rates(subject, by) });
  const variants = (of: string, make: typeof ranks, storedAs: string | undefined): Judged[] => [
    make(of, model),
    ...(storedAs === undefined ? [] : [make(`${of}, ${storedAs}`, stored)]),
    ...(rounded ? [make(`${of}, int8`, rounded)] : []),
  ];
  const ofRatings = isCut ? "cut" : "folded in";
  if (!explicit || !model.predictBatch) return variants("retrieval", ranks, isCut ? "cut" : undefined);
  const baseline = await fitModel(RATING_BASELINE, data, RATING_BASELINE.model.readOptions({}), context);
  if (model.served.ranksByRating) {
    return [both(RATING_BASELINE.model.name, baseline), ...variants("ratings", both, ofRatings)];
  }
  return [
    ...variants("retrieval", ranks, isCut ? "cut" : undefined),
    rates(RATING_BASELINE.model.name, baseline),
    ...variants("ratings", rates, ofRatings),
  ];
}

function predicting({ kind, predictBatch }: FittedModel): NonNullable<Judged["rates"]> {
  if (predictBatch) return { kind, predictBatch };
  throw new OptionsError("no-ratings-predicted", `${kind}: expected a model that predicts ratings`);
}

function withoutUsers(model: string): OptionsError {
  return new OptionsError(
    "needs-users",
    `${model}: expected users in the artefact, since it compares a history with them; ` +
      `leave out --no-users, or choose a model such as ${SUGGESTED_MODEL.name}`,
  );
}
