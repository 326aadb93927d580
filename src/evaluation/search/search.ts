import { type Halving, rungResources, survivors } from "./halving.ts";
import type { RunRecord, SearchRun, Setting } from "./run.ts";
import { bestRun, type Target } from "./target.ts";

/** What a search does in every fold. */
export interface SearchPlan {
  /** Trial t tries the setting at place t − 1. */
  readonly settings: readonly Setting[];
  /** Options that every run is given. */
  readonly fixed: Setting;
  readonly target: Target;
  readonly halving?: Halving | undefined;
  /** Number of folds of the outer protocol; 1 without one. */
  readonly foldCount: number;
  /** Whether the folds have a test part. */
  readonly hasTest: boolean;
}

/** Fits and measures one run. Several are asked for at a time; what comes back must not depend on their order. */
export type RunTrial = (run: SearchRun) => Promise<RunRecord>;

/** What a search found in one fold. */
export interface FoldSearch {
  /** From 1. */
  readonly fold: number;
  /** Validation runs, rung by rung, trials ascending. */
  readonly runs: readonly RunRecord[];
  /** The best of them; undefined where all failed. */
  readonly best: RunRecord | undefined;
  /** The best setting fitted to the whole training part and measured once. Undefined without a test part or a best. */
  readonly test: RunRecord | undefined;
}

/**
 * Searches every fold on its own: all settings on the validation part, then the best one, once, on the test part.
 *
 * Best is the best figure of any run; equal figures: the earlier trial, then the lower rung. With halving, what goes on
 * is decided when a rung is complete, so the result does not depend on how many runs go on at a time. Rejects with what
 * `runTrial` rejects with.
 */
export function search(plan: SearchPlan, runTrial: RunTrial): Promise<FoldSearch[]> {
  const folds = Array.from({ length: plan.foldCount }, (_, place) => searchFold(plan, place + 1, runTrial));
  return Promise.all(folds);
}

/** Maximum number of runs of a plan: fewer where settings fail or stop improving. */
export function countRuns({ settings, halving, foldCount, hasTest }: SearchPlan): number {
  let [count, width] = [hasTest ? 1 : 0, settings.length];
  for (const _ of resourcesOf(settings.length, halving)) {
    count += width;
    width = Math.max(1, Math.floor(width / (halving?.eta ?? 1)));
  }
  return count * foldCount;
}

/** What a run of this trial at this rung is given; undefined where the plan has no such run. */
export function setOf(plan: SearchPlan, trial: number, rung: number): Setting | undefined {
  const setting = plan.settings[trial - 1];
  const resources = resourcesOf(plan.settings.length, plan.halving);
  if (setting === undefined || rung < 1 || rung > resources.length) return undefined;
  const resource = resources[rung - 1];
  const own = plan.halving === undefined ? {} : { [plan.halving.resource]: String(resource) };
  return { ...plan.fixed, ...setting, ...own };
}

function resourcesOf(settingCount: number, halving: Halving | undefined): (number | undefined)[] {
  return halving === undefined ? [undefined] : rungResources(halving, settingCount);
}

async function searchFold(plan: SearchPlan, fold: number, runTrial: RunTrial): Promise<FoldSearch> {
  const { settings, target, halving } = plan;
  const runs: RunRecord[] = [];
  let before: RunRecord[] = [];
  let trials = settings.map((_, place) => place + 1);
  for (let rung = 1; trials.length > 0; rung++) {
    const planned = trials.flatMap((trial): SearchRun[] => {
      const set = setOf(plan, trial, rung);
      return set === undefined ? [] : [{ fold, part: "validation", trial, rung, set }];
    });
    const done = await Promise.all(planned.map(runTrial));
    runs.push(...done);
    trials = halving === undefined ? [] : survivors(done, before, halving, target);
    before = done;
  }
  const best = bestRun(target, runs);
  const { trial, rung, set } = best ?? {};
  const isTested = plan.hasTest && trial !== undefined && rung !== undefined && set !== undefined;
  const test = isTested ? await runTrial({ fold, part: "test", trial, rung, set }) : undefined;
  return { fold, runs, best, test };
}
