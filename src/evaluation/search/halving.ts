import { checkInteger, checkNumber } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import type { RunRecord } from "./run.ts";
import { compareFigures, figureOf, gainOver, type Target } from "./target.ts";

/** Options of successive halving. */
export interface Halving {
  /** η: of the settings at a rung, one in η goes on; 2 to 10. */
  readonly eta: number;
  /** The option that costs, `epochs`; a whole number. */
  readonly resource: string;
  /** What a setting gets at the last rung. */
  readonly maximum: number;
  /** A setting must gain more than this from one rung to the next to go on. */
  readonly minDelta: number;
}

/**
 * The resource at each rung, from the lowest: ⌊maximum / ηʳ⌋ … ⌊maximum / η⌋, maximum, where r is the largest number
 * with ηʳ ≤ settings and maximum / ηʳ ≥ 1: more rungs would have nothing left to choose from, or nothing to spend.
 *
 * Source: Li et al. 2018 ("Hyperband"), inner loop; Jamieson & Talwalkar 2016. Throws RangeError or TypeError.
 */
export function rungResources({ eta, maximum, minDelta }: Halving, settingCount: number): number[] {
  checkInteger("--halving", eta, 2, 10);
  checkNumber("--min-delta", minDelta, 0, Number.MAX_VALUE);
  const resources = [checkInteger("resource", maximum, 1, Number.MAX_SAFE_INTEGER)];
  for (let power = eta; power <= settingCount && maximum / power >= 1; power *= eta) {
    resources.unshift(Math.floor(maximum / power));
  }
  return resources;
}

/**
 * The trials that go on from a rung, ascending: the best max(1, ⌊runs / η⌋) of those that improved. A trial improved
 * when its figure is better than its own at the rung before by more than `minDelta`; at the first rung every figure
 * will do. Equal figures: the earlier trial. Failed runs never go on; where no trial improved, nothing does.
 */
export function survivors(
  runs: readonly RunRecord[],
  before: readonly RunRecord[],
  { eta, minDelta }: Pick<Halving, "eta" | "minDelta">,
  target: Target,
): number[] {
  const earlier = new Map(before.map((run) => [run.trial, figureOf(run, target)]));
  const improved = runs.filter((run) => {
    const figure = figureOf(run, target);
    const previous = earlier.get(run.trial);
    return !Number.isNaN(figure) && (previous === undefined || gainOver(target, figure, previous) > minDelta);
  });
  return improved
    .sort((first, second) => compareFigures(target, first, second))
    .slice(0, Math.max(1, Math.floor(runs.length / eta)))
    .map(({ trial }) => trial)
    .sort((first, second) => first - second);
}

/** The number behind a halving's resource. Throws OptionsError `no-resource` where the model has no such number. */
export function resourceMaximum(
  model: string,
  options: Readonly<Record<string, number | string | boolean>>,
  resource: string,
): number {
  const value = Object.hasOwn(options, resource) ? options[resource] : undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  const numbers = Object.keys(options).filter((key) => Number.isInteger(options[key]));
  const instead = numbers.length > 0 ? `--resource takes one of ${numbers.join(", ")}` : "search without --halving";
  throw new OptionsError(
    "no-resource",
    `--halving: expected ${resource} to be a whole number among the options of ${model}, which it is not; ${instead}`,
  );
}
