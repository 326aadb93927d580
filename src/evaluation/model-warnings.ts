import type { ReportResult } from "./report-types.ts";
import type { Warning } from "./warnings.ts";

/** Figures that agree this far are printed alike. */
const PRINTED_ALIKE = 0.000_05;

/** Metrics at a threshold that a constant decision can reach, and the constant decisions themselves. */
const DECISION_METRICS = ["f1", "accuracy"] as const;
const CONSTANT_DECISIONS = ["everything", "nothing"] as const;

/** Baselines. */
const TRIVIAL: ReadonlySet<string> = new Set(["popularity", "random", "global-mean", ...CONSTANT_DECISIONS]);

/**
 * Reasons to distrust one model's figures, found by comparing them with the trivial rows of the same table; an empty
 * list where none was found, and for the trivial rows themselves.
 */
export function modelWarnings(result: ReportResult, all: readonly ReportResult[]): Warning[] {
  if (TRIVIAL.has(result.model)) return [];
  return [constantDecisions(result), ...equalsTrivial(result, all), ...notBetter(result, all)].filter(
    (warning) => warning !== undefined,
  );
}

function constantDecisions({ model, confusion }: ReportResult): Warning | undefined {
  if (confusion === undefined) return undefined;
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const forItem = truePositives + falsePositives;
  const against = falseNegatives + trueNegatives;
  if (forItem > 0 && against > 0) return undefined;
  const decision = against === 0 ? "recommends every" : "recommends no";
  return {
    code: "constant-decisions",
    message:
      `${model} ${decision} test interaction (${forItem + against} of ${forItem + against}): it decides nothing, ` +
      "and its precision, recall and F1 are those of the base rate",
  };
}

function equalsTrivial({ model, metrics }: ReportResult, all: readonly ReportResult[]): Warning[] {
  return CONSTANT_DECISIONS.flatMap((name) => {
    const trivial = all.find((result) => result.model === name)?.metrics;
    const equal = DECISION_METRICS.filter((metric) => alike(metrics[metric], trivial?.[metric]));
    if (equal.length === 0) return [];
    const figures = equal.map((metric) => `${metric} ${metrics[metric]?.toFixed(4)}`).join(", ");
    return {
      code: "equals-trivial",
      message: `${model}: ${figures}: the same as recommending ${name}; the model may have learned a constant`,
    };
  });
}

function notBetter(result: ReportResult, all: readonly ReportResult[]): (Warning | undefined)[] {
  const ranking = Object.keys(result.metrics).find((name) => name.startsWith("ndcg@"));
  return [
    beatenBy(result, all, "global-mean", "rmse", (own, other) => own >= other),
    ...(ranking === undefined ? [] : [betterOf(all, ranking, "popularity", "random")]).map((baseline) =>
      beatenBy(result, all, baseline, ranking ?? "", (own, other) => own <= other),
    ),
  ];
}

/** Whichever of two rows has the higher figure; the first where they are equal or one is missing. */
function betterOf(all: readonly ReportResult[], metric: string, first: string, second: string): string {
  const [a, b] = [first, second].map((name) => all.find(({ model }) => model === name)?.metrics[metric] ?? 0);
  return (b ?? 0) > (a ?? 0) ? second : first;
}

function beatenBy(
  { model, metrics }: ReportResult,
  all: readonly ReportResult[],
  baseline: string,
  metric: string,
  isBeaten: (own: number, other: number) => boolean,
): Warning | undefined {
  const own = metrics[metric];
  const other = all.find((result) => result.model === baseline)?.metrics[metric];
  if (own === undefined || other === undefined || !isBeaten(own, other)) return undefined;
  return {
    code: "no-better-than-baseline",
    message:
      `${model}: ${metric} ${own.toFixed(4)} is no better than ${other.toFixed(4)} of ${baseline}, which costs nothing; ` +
      // A model of ratings may be good at these and rank badly.
      `${metric !== "rmse" && "rmse" in metrics ? "as lists it" : "it"} adds nothing on this data under this protocol`,
  };
}

function alike(own: number | undefined, other: number | undefined): boolean {
  return own !== undefined && other !== undefined && Math.abs(own - other) < PRINTED_ALIKE;
}
