import { isBaseline } from "./baselines.ts";
import { shownMetrics } from "./compare-models.ts";
import { isJudgedBy, type Measured } from "./judged-models.ts";
import { ERROR_METRICS, metricName } from "./metric-kinds.ts";
import type { EvaluationReport, ModelComparison } from "./report-types.ts";

interface Figure {
  readonly model: string;
  readonly value: number;
}

/**
 * Which model is best, in a sentence for each main metric that models are judged by: models of ratings by `rmse`, models
 * that only rank by the first nDCG (recall where nothing has nDCG). Models whose difference to the best one has an interval
 * with zero in it are named as not distinguishable from it. Empty where only baselines were measured.
 */
export function verdictsOf({ results, comparisons = [] }: EvaluationReport): string[] {
  const measured = results.map(({ model, metrics }): Measured => ({ model, metrics: Object.keys(metrics) }));
  const metrics = shownMetrics([...new Set(measured.flatMap((one) => one.metrics))]);
  const ofRatings = measured.filter(({ model, metrics }) => !isBaseline(model) && metrics.includes("rmse"));
  const onlyRatings =
    ofRatings.length > 0 && ofRatings.length === measured.filter(({ model }) => !isBaseline(model)).length;
  return metrics.flatMap((metric) => {
    // Models of ratings alone are judged by ratings alone.
    if (onlyRatings && !ERROR_METRICS.has(metricName(metric))) return [];
    const figures = results.flatMap(({ model, metrics }, place): Figure[] => {
      const value = metrics[metric];
      const judged = measured[place] !== undefined && isJudgedBy(metric, measured[place], measured);
      return value === undefined || !judged ? [] : [{ model, value }];
    });
    const verdict = verdictOf(metric, figures, comparisons);
    return verdict === undefined ? [] : [verdict];
  });
}

function verdictOf(
  metric: string,
  figures: readonly Figure[],
  comparisons: readonly ModelComparison[],
): string | undefined {
  const sign = ERROR_METRICS.has(metricName(metric)) ? -1 : 1;
  const sorted = figures.toSorted((a, b) => sign * (b.value - a.value));
  const [best, ...others] = sorted.filter(({ model }) => !isBaseline(model));
  const baseline = sorted.find(({ model }) => isBaseline(model));
  if (best === undefined) return undefined;
  const against = (model: string) => comparisonOf(metric, best.model, model, comparisons);
  const what = sign < 0 ? `By ${metric} (lower is better)` : `By ${metric}`;
  const beside = baseline && besideBaseline(baseline, against(baseline.model), sign * (best.value - baseline.value));
  if (baseline && beside?.better === false) {
    return `${what}, no model is better than the baseline ${named(baseline)}: the best, ${named(best)}, ${beside.text}.`;
  }
  const open = others.filter(({ model, value }) => {
    const comparison = against(model);
    return comparison === undefined ? value === best.value : !isSettled(comparison);
  });
  const unknown = others.filter(({ model, value }) => against(model) === undefined && value !== best.value);
  const rest = [
    ...(beside ? [`it ${beside.text}`] : []),
    ...(open.length > 0
      ? [`${sentence(open.map(named))} ${open.length === 1 ? "is" : "are"} not distinguishable from it`]
      : others.length > 0 && unknown.length === 0
        ? [
            `it is ahead of ${others.length === 1 ? `${named(others[0] ?? best)}` : `all ${others.length} others`} by more than chance`,
          ]
        : []),
  ];
  const head = others.length === 0 ? `${what}, ${named(best)} is the only model` : `${what}, ${named(best)} is best`;
  return `${[head, ...rest].join("; ")}.`;
}

/** How the best model stands to a baseline that it is `ahead` of by so much (below 0: behind). */
function besideBaseline(
  baseline: Figure,
  comparison: ModelComparison | undefined,
  ahead: number,
): { readonly better: boolean; readonly text: string } {
  const by = comparison === undefined ? undefined : `by ${intervalText(comparison)}`;
  if (comparison !== undefined && !isSettled(comparison)) {
    const text = `is not distinguishable from ${ahead > 0 ? `the baseline ${named(baseline)}` : "it"}`;
    return { better: ahead > 0, text: `${text}: the interval of the difference has zero in it` };
  }
  if (ahead <= 0) return { better: false, text: ahead < 0 ? ["is behind it", by].join(" ").trim() : "is equal to it" };
  return {
    better: true,
    text: [`is ahead of the best baseline, ${named(baseline)}`, by].filter((part) => part).join(", "),
  };
}

/** The difference between two models, whichever way it was computed: `first` minus `second`. */
function comparisonOf(
  metric: string,
  first: string,
  second: string,
  comparisons: readonly ModelComparison[],
): ModelComparison | undefined {
  const ofMetric = comparisons.filter((one) => one.metric === metric);
  const straight = ofMetric.find(({ model, against }) => model === first && against === second);
  if (straight) return straight;
  const turned = ofMetric.find(({ model, against }) => model === second && against === first);
  return turned && { ...turned, difference: -turned.difference, low: -turned.high, high: -turned.low };
}

function isSettled({ low, high }: ModelComparison): boolean {
  return low > 0 || high < 0;
}

/** The size of a settled difference, whichever model it favours: `0.2139 (95 % interval 0.1930 to 0.2383)`. */
function intervalText({ difference, low, high, confidence }: ModelComparison): string {
  const ends = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b).map((end) => end.toFixed(4));
  return `${Math.abs(difference).toFixed(4)} (${Math.round(100 * confidence)} % interval ${ends.join(" to ")})`;
}

function named({ model, value }: Figure): string {
  return `${model} (${value.toFixed(4)})`;
}

function sentence(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
