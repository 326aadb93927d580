import type { Warning } from "../warnings.ts";
import type { RankedSetting } from "./ranking.ts";
import { DONE, type RunRecord } from "./run.ts";
import type { FoldSearch, SearchPlan } from "./search.ts";
import { gainOver } from "./target.ts";

type Metrics = Readonly<Record<string, number>>;

/** What can be wrong with a search that came to its end. */
export interface SearchFindings {
  readonly plan: SearchPlan;
  readonly folds: readonly FoldSearch[];
  readonly runs: readonly RunRecord[];
  readonly best: RankedSetting;
  /** Means over folds; undefined where nothing was held out. */
  readonly test: Metrics | undefined;
  readonly baseline: { readonly validation: Metrics; readonly test?: Metrics };
}

/** Fewer values say nothing about where the best one lies. */
const FEWEST_FOR_AN_END = 3;

/** Reasons to distrust what a search chose, or to search on; an empty list where there is none. */
export function searchWarnings(findings: SearchFindings): Warning[] {
  return [validationOnly, failedRuns, foldsDisagree, notAboveBaseline, bestAtEnd].flatMap((guard) => guard(findings));
}

function validationOnly({ plan }: SearchFindings): Warning[] {
  if (plan.hasTest) return [];
  const why = "the best of many figures is better than the setting itself, by luck";
  const message = `chosen on validation data; not a test figure: ${why}; --protocol holds a part out to measure it on`;
  return [{ code: "validation-only", message }];
}

function failedRuns({ runs, folds, plan }: SearchFindings): Warning[] {
  const failed = runs.filter(({ status }) => status !== DONE);
  if (failed.length === 0) return [];
  const statuses = [...new Set(failed.map(({ status }) => status))].join(", ");
  const bare = folds.filter(({ test, best }) => (plan.hasTest ? test?.status !== DONE : best === undefined));
  const missing =
    bare.length === 0 ? "" : `; no figure in ${bare.length} of ${folds.length} folds, which no mean includes`;
  return [
    { code: "failed-runs", message: `${failed.length} of ${runs.length} runs have no figure (${statuses})${missing}` },
  ];
}

function foldsDisagree({ folds }: SearchFindings): Warning[] {
  const chosen = new Set(folds.flatMap(({ best }) => best?.trial ?? []));
  if (chosen.size < 2) return [];
  const message =
    `${folds.length} folds chose ${chosen.size} different settings; the test figure is that of choosing in this way, ` +
    "not that of one setting, and the settings are likely about as good as one another";
  return [{ code: "folds-disagree", message }];
}

function notAboveBaseline({ plan, best, test, baseline }: SearchFindings): Warning[] {
  const { target } = plan;
  const figure = (test ?? best.metrics)[target.metric];
  const beside = (test === undefined ? baseline.validation : baseline.test)?.[target.metric];
  if (figure === undefined || beside === undefined || gainOver(target, figure, beside) > 0) return [];
  const message = `${target.metric} of the best setting is ${figure.toFixed(4)} and that of the baseline ${beside.toFixed(4)}: the model adds nothing`;
  return [{ code: "not-above-baseline", message }];
}

function bestAtEnd({ plan, best }: SearchFindings): Warning[] {
  return Object.keys(plan.settings[0] ?? {}).flatMap((key) => {
    const values = [...new Set(plan.settings.map((setting) => Number(setting[key])))].sort((a, b) => a - b);
    if (values.length < FEWEST_FOR_AN_END || values.some(Number.isNaN)) return [];
    const value = Number(best.set[key]);
    if (value !== values[0] && value !== values.at(-1)) return [];
    const end = value === values[0] ? "lowest" : "highest";
    return [
      {
        code: "best-at-the-end",
        message: `the best ${key}, ${value}, is the ${end} that was tried: try values beyond it`,
      },
    ];
  });
}
