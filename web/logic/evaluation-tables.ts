import type { Evaluation } from "../../src/artefact/manifest.ts";

/** Figures that may stand beside each other: one protocol, one part, the same number of users. */
export interface EvaluationTable {
  readonly protocol: string;
  readonly part: Evaluation["part"];
  readonly users: number;
  readonly metricNames: readonly string[];
  readonly rows: readonly EvaluationRow[];
}

export interface EvaluationRow {
  readonly subject: string;
  /** Whether this is the yardstick, popularity. */
  readonly isBaseline: boolean;
  /** By metric name; a metric that was not measured is absent. */
  readonly values: ReadonlyMap<string, { readonly value: number; readonly timesBaseline: number | undefined }>;
}

const BASELINE = "popularity";
const HIGHER_IS_BETTER = /^(ndcg|recall|precision|hit|map|mrr|auc|f1)/;

/** Arranges evaluations into tables, test before validation; within a table the baseline stands last. */
export function evaluationTables(evaluations: readonly Evaluation[]): EvaluationTable[] {
  const groups = new Map<string, Evaluation[]>();
  for (const evaluation of evaluations) {
    const key = JSON.stringify([evaluation.part, evaluation.protocol, evaluation.users]);
    groups.set(key, [...(groups.get(key) ?? []), evaluation]);
  }
  return [...groups.values()].map(toTable).sort((a, b) => a.part.localeCompare(b.part, "en"));
}

function toTable(group: readonly Evaluation[]): EvaluationTable {
  const [first] = group;
  if (first === undefined) throw new RangeError("group: expected at least one evaluation, got none");
  const baseline = group.find((evaluation) => evaluation.subject === BASELINE);
  const rows = [...group].sort((a, b) => Number(a === baseline) - Number(b === baseline));
  return {
    protocol: first.protocol,
    part: first.part,
    users: first.users,
    metricNames: [...new Set(group.flatMap((evaluation) => Object.keys(evaluation.metrics)))],
    rows: rows.map((evaluation) => toRow(evaluation, baseline)),
  };
}

function toRow(evaluation: Evaluation, baseline: Evaluation | undefined): EvaluationRow {
  const isBaseline = evaluation === baseline;
  const values = Object.entries(evaluation.metrics).map(([name, value]) => {
    const yardstick = isBaseline || !HIGHER_IS_BETTER.test(name) ? undefined : baseline?.metrics[name];
    const timesBaseline = yardstick !== undefined && yardstick > 0 ? value / yardstick : undefined;
    return [name, { value, timesBaseline }] as const;
  });
  return { subject: evaluation.subject, isBaseline, values: new Map(values) };
}
