import type { Evaluation } from "../artefact/manifest.ts";
import type { Interactions } from "../data/interactions.ts";
import { OptionsError } from "../errors.ts";
import { joinStates } from "../models/state.ts";
import { type Trainable, type TrainingData, trainModel } from "../models/train-model.ts";
import { restoreTrained } from "../models/train-restored.ts";
import type { HeldContest } from "../rerankers/contest-behind.ts";
import { itemFacts } from "../rerankers/item-facts.ts";
import { factTensors } from "../rerankers/item-tensors.ts";
import type { Question } from "../rerankers/question.ts";
import type { RetrievalPlan } from "../rerankers/retrieval-plan.ts";
import { retrieversBeside } from "../rerankers/retriever-names.ts";
import { besideState, retrieverFingerprint } from "../rerankers/retriever-state.ts";
import { type FittedTrainer, trainerPlan } from "../rerankers/trainer-plan.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../training/context.ts";
import { judgement, RERANKED } from "./judging.ts";
import { type PackedState, type PackingPlan, packState } from "./pack-state.ts";
import type { Packed } from "./packed.ts";
import { divideOptions, packedOptions } from "./packing-options.ts";

/** A model that finds candidates beside the one of an artefact: how it is fitted, and how it is packed. */
export interface BesideRetriever {
  readonly plan: RetrievalPlan<FittedTrainer>;
  /** Fits it to everything, from the judged fit where it can, and packs its state. */
  pack(data: TrainingData, judged: FittedTrainer): Promise<PackedBeside>;
}

/**
 * Entries of each row that are packed of a retriever beside the model. On ml-latest-small and ml-100k 50 reach what 200 do within
 * chance (docs/head.md), and the artefact of the first is 8.6 MB in place of 15.4.
 */
const KEEP_BESIDE = 50;

interface PackedBeside {
  readonly kind: string;
  readonly options: Packed["model"]["options"];
  readonly state: PackedState["state"];
}

/**
 * The retrievers beside a model, as they will be served: cut, and rounded where the model is. Throws OptionsError
 * `not-packable` for one that is made of users, and what retrieversBeside throws.
 */
export function packedBeside(
  trainer: Trainable,
  { retrievers }: HeadRequest,
  question: Question,
  data: TrainingData,
  precision: PackingPlan["precision"],
  dataOf: (part: Interactions) => TrainingData,
  context: TrainingContext,
): BesideRetriever[] {
  return retrieversBeside(trainer.model, retrievers, question).map((asked) => {
    const one = asked.packingFor ? { ...asked, packing: asked.packingFor({}, data.interactions.feedback) } : asked;
    const { name } = one.model;
    const rounds = one.packing?.gramOfRounded !== undefined || one.packing?.narrows === true;
    const { own, plan } = divideOptions(one, {
      ...(precision === "int8" && rounds ? { precision } : {}),
      ...(one.packing?.cuts ? { keep: KEEP_BESIDE } : {}),
    });
    const given = one.model.readOptions(own);
    if (one.packing?.needsUsers?.(given)) {
      const expected = `--retrievers: expected models that are packed without users, but ${name} is made of them`;
      throw new OptionsError("not-packable", `${expected}; leave it out`);
    }
    const options = one.settle?.(given, data) ?? given;
    const itemCount = data.matrix.columnCount;
    return {
      plan: trainerPlan(
        one,
        {
          options,
          dataOf,
          restore: async (fitted, part) => {
            const { state } = await packState(one, fitted, plan, itemCount, context.signal);
            return restoreTrained(one, { options: fitted.options, state }, part);
          },
        },
        context,
      ),
      pack: async (all, { fitted: judged }) => {
        context.onPhase?.(`${name}, on everything`);
        const fitted = await trainModel(one, all, options, { ...context, onPhase: undefined }, judged);
        const { state } = await packState(one, fitted, plan, itemCount, context.signal);
        return { kind: name, options: { ...fitted.options, ...packedOptions(plan.cuts, state) }, state };
      },
    };
  });
}

/** A packed model with the re-ranker of a contest where it won, and with its figures where it was judged. */
export async function withHead(
  packed: Packed,
  contest: HeldContest<FittedTrainer> | undefined,
  beside: readonly BesideRetriever[],
  data: TrainingData,
): Promise<Packed> {
  if (!contest) return packed;
  const { winner, reranked, judgedOn, question } = contest;
  const figures: Evaluation[] = reranked ? [judgement(RERANKED, [reranked], judgedOn)] : [];
  const evaluations = [...packed.evaluations, ...figures];
  if (!winner) return { ...packed, evaluations };
  const { head, trained, itemTimes } = winner;
  head.dispose();
  const others: PackedBeside[] = [];
  for (const [place, judged] of contest.judged.slice(1).entries()) {
    const one = beside[place];
    if (one) others.push(await one.pack(data, judged));
  }
  const states = others.map(({ state }, place) => besideState(place, state));
  const state = joinStates(packed.content.state ?? new Map(), ...states);
  const content = { ...packed.content, state: state.size > 0 ? state : undefined };
  const facts = itemFacts(data.interactions, data.items, itemTimes);
  // Histories keep their values where features read them; of a model made of users they stay what that was fitted to.
  const keepsValues = data.interactions.feedback === "explicit" && !packed.madeOfUsers;
  return {
    ...packed,
    evaluations,
    head: {
      ...trained.manifest,
      retrievers: others.map(({ kind, options }) => ({ kind, options })),
      question,
      fittedTo: await retrieverFingerprint(content),
    },
    content: { ...content, head: new Map([...trained.weights, ...factTensors(facts)]) },
    ...(keepsValues ? { histories: data.matrix, historyValues: "given" as const } : {}),
  };
}
