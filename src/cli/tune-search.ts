import { createHash } from "node:crypto";
import type { Dataset } from "../data/dataset.ts";
import type { Interactions } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { Fold } from "../data/splits.ts";
import { TrainingError } from "../errors.ts";
import { popularityBaseline } from "../evaluation/baselines.ts";
import { evaluateFitted, type Fitted } from "../evaluation/evaluate-fitted.ts";
import { ERROR_METRICS } from "../evaluation/metric-kinds.ts";
import { type Preparation, prepareFold } from "../evaluation/prepare-fold.ts";
import { constantBaselines, globalMeanBaseline } from "../evaluation/rating-baselines.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import { type SearchDescription, searchId } from "../evaluation/search/description.ts";
import { meanMetrics, rankSettings } from "../evaluation/search/ranking.ts";
import { formatSearchTable } from "../evaluation/search/results-table.ts";
import { DONE, type RunRecord, runKey } from "../evaluation/search/run.ts";
import { countRuns, type FoldSearch, type SearchPlan, search } from "../evaluation/search/search.ts";
import { makeSearchFolds, type SearchFold } from "../evaluation/search/search-folds.ts";
import { modelOptions, transformsOf } from "../evaluation/search/searched-transform.ts";
import { isEmpty, shareTables } from "../evaluation/search/shared-tables.ts";
import { allRuns, type FinishedSearch, summarise } from "../evaluation/search/summary.ts";
import { bestRun, checkMeasured, figureOf, type Target } from "../evaluation/search/target.ts";
import type { Warning } from "../evaluation/warnings.ts";
import { describeDataset } from "./describe-dataset.ts";
import { noteIdle } from "./idle-options.ts";
import { sayTies } from "./open-folds.ts";
import { createProgress, say } from "./progress.ts";
import { readDataset } from "./read-dataset.ts";
import { readingJson } from "./reading-lines.ts";
import { NO_RESULTS_FILE, openResultsFile, type ResultsFile } from "./results-file.ts";
import { createTrialPool } from "./trial-pool.ts";
import type { TuneArguments, TunePlan } from "./tune-plan.ts";

/** Reads the data, searches as planned, and prints and writes what was found. */
export async function searchOptions(
  path: string,
  given: TuneArguments,
  planned: TunePlan,
  signal: AbortSignal,
): Promise<void> {
  const rowOrder = [planned.protocol, planned.validation].some((protocol) => protocol?.usesRowOrder);
  const dataset = await readDataset(path, given, { signal, rowOrder });
  describeDataset(dataset);
  const searchFolds = makeSearchFolds(dataset.interactions, planned.protocol, planned.validation, given.seed);
  for (const part of searchFolds.flatMap(({ validation, test }) => [...validation, ...(test ? [test] : [])])) {
    sayTies(part);
  }
  const plan: SearchPlan = { ...planned.plan, foldCount: searchFolds.length };
  noteIdle(
    given.model,
    plan.settings.map((set) => modelOptions({ ...plan.fixed, ...set })),
    dataset.interactions.feedback,
  );
  const description = describe(dataset, given, planned, plan);
  const baseline = await measureBaseline(searchFolds, planned, given, signal);
  const results =
    given.out === undefined
      ? NO_RESULTS_FILE
      : await openResultsFile(given.out, await searchId(description), description, plan);
  const folds = await runSearch(dataset, searchFolds, { ...planned, plan }, given, results, signal);
  const runs = allRuns(folds);
  await results.finish(runs);
  const { userIds, itemIds, users } = dataset.interactions;
  const finished: FinishedSearch = {
    dataset: { users: userIds.size, items: itemIds.size, interactions: users.length },
    ...{ description, plan, folds, baseline, optionsOf: planned.optionsOf },
    dataWarnings: baseline.warnings,
  };
  const summary = summarise(finished);
  const { name, note } = dataset;
  if (given.json)
    process.stdout.write(
      `${JSON.stringify({ ...summary, ...readingJson(dataset.report), ...(note === "" ? {} : { note }) })}\n`,
    );
  else {
    const table = formatSearchTable(summary, rankSettings(folds, plan.target), planned.searched);
    process.stdout.write(`${note === "" ? "" : `${name}: ${note}\n`}${table}`);
  }
  if (given.out !== undefined) say(`${given.out}: ${runs.length} runs`);
}

function describe(dataset: Dataset, given: TuneArguments, planned: TunePlan, plan: SearchPlan): SearchDescription {
  const { halving } = plan;
  return {
    dataFingerprint: dataset.fingerprint,
    itemsFingerprint: fingerprintTables(dataset),
    model: given.model,
    fixed: plan.fixed,
    space: planned.space,
    trials: given.trials ?? null,
    metric: plan.target.metric,
    transforms: planned.transforms.map(({ name }) => name),
    threshold: given.threshold ?? null,
    ...(given.decideAt === undefined ? {} : { decideAt: given.decideAt }),
    validation: planned.validation.name,
    protocol: planned.protocol?.name ?? null,
    folds: plan.foldCount,
    seed: given.seed,
    halving: halving
      ? `${halving.resource} up to ${halving.maximum}, eta ${halving.eta}, min-delta ${halving.minDelta}`
      : null,
  };
}

/** What is known beside the interactions; empty where nothing is. */
function fingerprintTables({ items, users }: Dataset): string {
  if (isEmpty(items) && users === undefined) return "";
  const columnsOf = (categories: ItemTable["categories"]) =>
    [...categories].map(([name, { dictionary, offsets, codes }]) => [name, dictionary, [...offsets], [...codes]]);
  const { titles, categories, numbers, texts } = items;
  const values = [...numbers].map(([name, column]) => [name, [...column]]);
  const ofUsers = users ? [columnsOf(users.categories)] : [];
  return createHash("sha256")
    .update(JSON.stringify([titles, columnsOf(categories), values, ...texts, ...ofUsers]))
    .digest("hex");
}

/** Metrics that are no figures of the same thing in all runs. */
function leftOut({ severalScales }: Pick<TunePlan, "severalScales">): ReadonlySet<string> {
  return severalScales ? ERROR_METRICS : new Set();
}

/**
 * What costs nothing, on every part; also tells which metrics there are, before the first run. Where transforms are searched
 * for, no figure of it that is compared depends on them.
 */
async function measureBaseline(
  folds: readonly SearchFold[],
  planned: TunePlan,
  { threshold, decideAt, seed }: TuneArguments,
  signal: AbortSignal,
): Promise<FinishedSearch["baseline"] & { readonly warnings: readonly Warning[] }> {
  const { target, settings } = planned.plan;
  const transforms = transformsOf(settings[0] ?? {}) ?? planned.transforms;
  const preparation: Preparation = { transforms, threshold, decideAt };
  const notCompared = leftOut(planned);
  const [model, fitBaseline] = baselineOf(target);
  const measure = async (original: Fold): Promise<EvaluationResult> => {
    const fold = prepareFold(original, preparation);
    const { thresholds } = fold;
    const result = await evaluateFitted(fitBaseline(fold.train), fold, [target.k], {
      ...{ seed, signal, thresholds, decisionsOnly: target.isDecision },
    });
    const finite = Object.entries(result.metrics).filter(([name, value]) => {
      return Number.isFinite(value) && !notCompared.has(name);
    });
    return { ...result, metrics: Object.fromEntries(finite) };
  };
  const figures: FinishedSearch["baseline"]["folds"][number][] = [];
  const warnings = new Map<string, Warning>();
  for (const { validation, test } of folds) {
    const chosenOn: EvaluationResult[] = [];
    for (const part of validation) chosenOn.push(await measure(part));
    checkMeasured(target, Object.keys(chosenOn[0]?.metrics ?? {}));
    const tested = test && (await measure(test));
    figures.push({ validation: meanMetrics(chosenOn), ...(tested ? { test: tested.metrics } : {}) });
    for (const warning of (tested ?? chosenOn[0])?.warnings ?? []) {
      if (!warnings.has(warning.code)) warnings.set(warning.code, warning);
    }
  }
  return { model, folds: figures, warnings: [...warnings.values()] };
}

/** The row that costs nothing and is hardest to beat on a metric. */
function baselineOf({ isError, isDecision }: Target): [string, (train: Interactions) => Fitted] {
  if (isError) return ["global-mean", globalMeanBaseline];
  return isDecision ? ["everything", () => constantBaselines().everything] : ["popularity", popularityBaseline];
}

async function runSearch(
  dataset: Dataset,
  folds: readonly SearchFold[],
  { plan, ...planned }: Omit<TunePlan, "plan"> & { readonly plan: SearchPlan },
  { model, metric, seed, jobs, out, threshold, decideAt }: TuneArguments,
  results: ResultsFile,
  signal: AbortSignal,
): Promise<FoldSearch[]> {
  const total = countRuns(plan);
  const kept = results.earlier.size;
  if (kept > 0) say(`${kept} of at most ${total} runs are in ${out}`);
  const progress = createProgress();
  let doneCount = 0;
  let best: RunRecord | undefined;
  const tables = shareTables(dataset.interactions, dataset, folds);
  const transforms = planned.transforms.map(({ name }) => name);
  const leaveOut = leftOut(planned);
  const setup = { tables, model, metric, transforms, threshold, decideAt, leaveOut, seed };
  const pool = createTrialPool(setup, jobs, signal);
  const note = (record: RunRecord): void => {
    doneCount++;
    if (record.part === "validation") best = bestRun(plan.target, best ? [best, record] : [record]);
    progress.update("runs", doneCount, total, best ? `best ${metric} ${figureOf(best, plan.target).toFixed(4)}` : "");
  };
  try {
    return await search(plan, async (run) => {
      const earlier = results.earlier.get(runKey(run));
      if (earlier) {
        note(earlier);
        return earlier;
      }
      const { outcome, message } = await pool.run({ fold: run.fold - 1, part: run.part, set: run.set });
      const record: RunRecord = { ...run, ...outcome };
      results.add(record);
      if (record.status !== DONE) {
        progress.stop();
        say(`fold ${run.fold}, trial ${run.trial}: ${record.status}: ${message}`);
      }
      note(record);
      return record;
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    const where =
      out === undefined
        ? "nothing was written; with --out FILE a search can be gone on with"
        : `${doneCount} of at most ${total} runs are in ${out}: the same command goes on from there`;
    throw new TrainingError("interrupted", `the search was interrupted; ${where}`, { cause: error });
  } finally {
    progress.stop();
    await pool.close();
  }
}
