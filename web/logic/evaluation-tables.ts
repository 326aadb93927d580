import type { Evaluation } from "../../src/artefact/manifest.ts";

/** Figures that may stand beside each other: one protocol, one part, the same users, one kind of metric. */
export interface EvaluationTable {
  readonly protocol: string;
  readonly part: Evaluation["part"];
  readonly users: number;
  /** Set where these users were drawn from so many. */
  readonly sampledFrom: number | undefined;
  /** Of lists more is better; of errors of predicted ratings, less. */
  readonly kind: "lists" | "errors";
  readonly metricNames: readonly string[];
  readonly rows: readonly EvaluationRow[];
}

export interface EvaluationRow {
  readonly subject: string;
  /** Whether this is the yardstick: popularity for lists, user-item-baseline for errors. */
  readonly isBaseline: boolean;
  /** By metric name; a metric that was not measured is absent. */
  readonly values: ReadonlyMap<string, EvaluationCell>;
}

export interface EvaluationCell {
  readonly value: number;
  readonly timesBaseline: number | undefined;
  /** Of a figure on a sample of users; a metric of all users together has none. */
  readonly standardError: number | undefined;
}

const ERRORS: ReadonlySet<string> = new Set(["rmse", "mae"]);
const BASELINES = { errors: "user-item-baseline", lists: "popularity" } as const;
/** Of these a quotient means something. */
const COMPARABLE = /^(ndcg|recall|precision|hit|map|mrr|auc|f1|rmse|mae)/;

/** Arranges evaluations into tables, test before validation, errors before lists; within a table the baseline stands last. */
export function evaluationTables(evaluations: readonly Evaluation[]): EvaluationTable[] {
  const groups = new Map<string, Evaluation[]>();
  for (const evaluation of evaluations) {
    const key = JSON.stringify([evaluation.part, evaluation.protocol, evaluation.users, evaluation.sampledFrom]);
    groups.set(key, [...(groups.get(key) ?? []), evaluation]);
  }
  return [...groups.values()]
    .flatMap((group) => [...toTable(group, "errors"), ...toTable(group, "lists")])
    .sort((a, b) => a.part.localeCompare(b.part, "en"));
}

/** The table of one kind of metric; none where nothing of the kind was measured. */
function toTable(whole: readonly Evaluation[], kind: EvaluationTable["kind"]): EvaluationTable[] {
  const group = whole.flatMap((evaluation) => {
    const metrics = Object.entries(evaluation.metrics).filter(([name]) => ERRORS.has(name) === (kind === "errors"));
    return metrics.length === 0 ? [] : [{ ...evaluation, metrics: Object.fromEntries(metrics) }];
  });
  const [first] = group;
  if (first === undefined) return [];
  const { protocol, part, users, sampledFrom } = first;
  const baseline = group.find(({ subject }) => subject === BASELINES[kind]);
  const rows = [...group].sort((a, b) => Number(a === baseline) - Number(b === baseline));
  const metricNames = [...new Set(group.flatMap(({ metrics }) => Object.keys(metrics)))];
  const tableRows = rows.map((evaluation) => toRow(evaluation, baseline));
  return [{ protocol, part, users, sampledFrom, kind, metricNames, rows: tableRows }];
}

function toRow(evaluation: Evaluation, baseline: Evaluation | undefined): EvaluationRow {
  const isBaseline = evaluation === baseline;
  const values = Object.entries(evaluation.metrics).map(([name, value]) => {
    const yardstick = isBaseline || !COMPARABLE.test(name) ? undefined : baseline?.metrics[name];
    const timesBaseline = yardstick !== undefined && yardstick > 0 ? value / yardstick : undefined;
    return [name, { value, timesBaseline, standardError: evaluation.standardErrors?.[name] }] as const;
  });
  return { subject: evaluation.subject, isBaseline, values: new Map(values) };
}
