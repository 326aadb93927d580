import type { Interactions } from "../../data/interactions.ts";
import { toOrderedCsr } from "../../data/sequences.ts";
import { TrainingError } from "../../errors.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { OptionValues } from "../option-specs.ts";
import { joinStates, type ModelState } from "../state.ts";
import type { FittedMember, KeptMember, Member, MixedStates, Trainable, TrainingData } from "../train-model.ts";
import { fitModel } from "../train-restored.ts";
import { HYBRID, type HybridOptions } from "./hybrid.ts";
import { membersAsOptions } from "./members.ts";

/** A model that is to take part in a mix. */
export interface MemberPlan {
  readonly name: string;
  /** Whether it ranks items without interactions by what is known of them. */
  readonly content: boolean;
  readonly member: Member;
  readonly options: OptionValues;
}

/** A member that was fitted as planned. */
export interface PlannedMember {
  readonly plan: MemberPlan;
  readonly fitted: FittedMember;
}

/** A model with a trainer as a member: restored from its state, as it answers alone. */
export function memberOf(trainer: Trainable): Member {
  return {
    model: trainer.model,
    trainer,
    checkColumns: trainer.checkColumns,
    fit: async (data, options, context) => {
      const { kind, fitted, served, retrieval, recommendBatch, predictBatch, ...model } = await fitModel(
        trainer,
        data,
        options,
        context,
      );
      return { kind, options: model.options, recommendBatch, predictBatch, kept: { fitted, served, retrieval } };
    },
  };
}

/** Fits every member to a part of the data, which keeps its vocabularies. Throws TrainingError `interrupted` between two fits. */
export async function fitMembers(
  data: TrainingData,
  part: Interactions,
  plans: readonly MemberPlan[],
  context: TrainingContext,
  purpose: string,
): Promise<PlannedMember[]> {
  const ofPart = part === data.interactions ? data : { ...data, interactions: part, matrix: toOrderedCsr(part) };
  const members: PlannedMember[] = [];
  for (const plan of plans) {
    checkSignal(context);
    context.onPhase?.(`${HYBRID}: ${plan.name}, ${purpose}`);
    members.push({ plan, fitted: await plan.member.fit(ofPart, plan.options, context) });
  }
  return members;
}

export function checkSignal({ signal }: TrainingContext): void {
  if (signal?.aborted) {
    throw new TrainingError("interrupted", `${HYBRID}: training was interrupted`, { cause: signal.reason });
  }
}

/** What members keep, where all of them do; undefined otherwise. */
export function keptOf(taking: readonly PlannedMember[]): readonly KeptMember[] | undefined {
  const kept = taking.flatMap(({ fitted }) => fitted.kept ?? []);
  return kept.length === taking.length ? kept : undefined;
}

/** The states of members with those of the mix: `own` before them, `last` behind. */
export function mixedStates(
  kept: readonly KeptMember[],
  own: ModelState,
  stateOfMember: (place: number, state: ModelState) => ModelState,
  last: ModelState = new Map(),
): MixedStates {
  return {
    members: kept.map(({ fitted }) => fitted),
    join: (states) => joinStates(own, ...states.map((state, place) => stateOfMember(place, state)), last),
  };
}

/** Whether a member answers in the training process otherwise than from its state. */
export function hasOverlay(kept: readonly KeptMember[]): boolean {
  return kept.some(({ fitted }) => fitted.overlay !== undefined);
}

/** Says what was found. */
export function report(
  { onPhase }: TrainingContext,
  plans: readonly MemberPlan[],
  weights: ArrayLike<number>,
  reached: string,
): void {
  onPhase?.(`${HYBRID}: ${named(plans, weights)}; ${reached}`);
}

function named(plans: readonly MemberPlan[], weights: ArrayLike<number>): string {
  return plans.map(({ name }, member) => `${name} ${digits(weights[member]!)}`).join(", ");
}

/** A number to four places, without zeros behind them. */
export const digits = (value: number): string => String(Number(value.toFixed(4)));

/** The options that a mix is said to have: its own as they were settled, the weights, and those of the members that count. */
export function describeMix(
  options: HybridOptions,
  plans: readonly MemberPlan[],
  weights: ArrayLike<number>,
  taking: readonly PlannedMember[],
): OptionValues {
  const members = taking.map(({ plan: { name }, fitted: { kind, options: own } }) => ({ name, kind, options: own }));
  return { ...options, weights: named(plans, weights), ...membersAsOptions(members) };
}
