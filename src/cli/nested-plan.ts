import { checkNumber } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { ERROR_METRICS, LIST_METRICS, metricName } from "../evaluation/metric-kinds.ts";
import { PER_USER_METRICS } from "../evaluation/metrics.ts";
import { planSettings } from "../evaluation/search/plan.ts";
import type { Setting } from "../evaluation/search/run.ts";
import { TRANSFORM } from "../evaluation/search/searched-transform.ts";
import { describeDimension, parseSpace } from "../evaluation/search/space.ts";
import { parseTarget, type Target } from "../evaluation/search/target.ts";
import { didYouMean } from "../nearest.ts";
import type { CheckedOptions } from "./check-options.ts";
import type { NestedArguments } from "./options/measure.ts";
import type { Settings } from "./typed-options.ts";

/** What `--tune` says of one model. */
export interface NestedSpace {
  /** Everything to try. */
  readonly settings: readonly Setting[];
  /** What every one of them is given besides. */
  readonly fixed: Settings;
  /** In the words of the command line. */
  readonly space: readonly string[];
}

/** What is searched for inside every train part, and by what. */
export interface NestedPlan {
  readonly spaces: ReadonlyMap<string, NestedSpace>;
  /** undefined: rmse of a model that predicts ratings where there are ratings, else ndcg@10. */
  readonly target: Target | undefined;
  readonly validation: number;
}

/** Nearer to the whole train part than a fifth would be; how much penalty is best depends on the number of rows. */
const DEFAULT_VALIDATION = 0.1;

/**
 * Reads `--tune MODEL:key=a,b;key=c,d`, and joins it with the options that are fixed. Throws OptionsError: `bad-space`,
 * `option-twice` for an option that is searched for twice or fixed too, `unused-setting` for a model that is not measured,
 * `needs-tune`, `bad-metric`, `unknown-metric`.
 */
export function planNested(
  { tune, tuneMetric, tuneValidation }: NestedArguments,
  models: readonly string[],
  fixed: ReadonlyMap<string, Settings>,
): NestedPlan {
  const lone = tuneMetric === undefined ? (tuneValidation === undefined ? undefined : "validation") : "metric";
  if (tune.length === 0 && lone !== undefined) {
    throw new OptionsError("needs-tune", `--tune-${lone}: expected --tune beside it, without which it does nothing`);
  }
  const spaces = new Map<string, NestedSpace>();
  for (const text of tune) {
    const [model, grid] = splitSpace(text);
    if (!models.includes(model) || model === "random") {
      const known = models.filter((name) => name !== "random");
      throw new OptionsError(
        "unused-setting",
        `--tune ${model}:…: expected one of --models ${models.join(",")} with options; got ${JSON.stringify(model)}${didYouMean(model, known)}`,
      );
    }
    const own = fixed.get(model) ?? {};
    const dimensions = parseSpace(grid, [], `--tune ${model}:…`);
    const twice = dimensions.find(({ key }) => Object.hasOwn(own, key))?.key ?? (spaces.has(model) ? model : undefined);
    if (twice !== undefined) {
      const expected = "expected it once, fixed by --set or searched for in one --tune a model, got it again";
      throw new OptionsError("option-twice", `--tune ${text}: ${twice}: ${expected}`);
    }
    if (dimensions.some(({ key }) => key === TRANSFORM)) {
      throw new OptionsError(
        "unknown-option",
        `--tune ${text}: expected options of ${model}, got transform: all models of a table are measured on the same values; ` +
          "search for one with nearedge tune --grid transform=…",
      );
    }
    const settings = planSettings(dimensions, undefined, 0);
    spaces.set(model, { settings, fixed: own, space: dimensions.map(describeDimension) });
  }
  const target = tuneMetric === undefined ? undefined : readTarget(tuneMetric);
  return {
    spaces,
    target,
    validation: checkNumber("--tune-validation", tuneValidation ?? DEFAULT_VALIDATION, 0.01, 0.9),
  };
}

/** Checks every setting that is searched for, so that a bad option is refused before any data are read. */
export function checkNested(
  { spaces, target }: NestedPlan,
  check: (model: string, set: Setting) => CheckedOptions,
): void {
  for (const [model, { settings, fixed }] of spaces) {
    for (const set of settings) {
      const { predicts } = check(model, { ...fixed, ...set });
      if (predicts || target?.isError !== true) continue;
      throw new OptionsError(
        "no-ratings-predicted",
        `--tune-metric ${target.metric}: expected models of ratings, but ${model} predicts none; decide by a metric of rankings such as ndcg@10`,
      );
    }
  }
}

/** `MODEL:key=a,b;key=c,d` */
function splitSpace(text: string): [string, string[]] {
  const at = text.indexOf(":");
  const grid = text
    .slice(at + 1)
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (at > 0 && grid.length > 0) return [text.slice(0, at).trim(), grid];
  throw new OptionsError("bad-space", `--tune: expected MODEL:key=a,b;key=c,d, got ${JSON.stringify(text)}`);
}

function readTarget(text: string): Target {
  const target = parseTarget(text);
  const name = metricName(target.metric);
  const isRanking = PER_USER_METRICS.has(name) && !LIST_METRICS.has(name) && target.metric.includes("@");
  if (target.isError || isRanking) return target;
  const known = [
    ...ERROR_METRICS,
    ...[...PER_USER_METRICS.keys()].filter((key) => !LIST_METRICS.has(key)).map((key) => `${key}@10`),
  ];
  throw new OptionsError(
    "unknown-metric",
    `--tune-metric: expected one of ${known.join(", ")}, with any list length; got ${JSON.stringify(text)}${didYouMean(text, known)}`,
  );
}
