import { parseTransform, type Transform } from "../../data/transforms.ts";
import { DataError, OptionsError } from "../../errors.ts";
import type { Warning } from "../warnings.ts";
import { type SearchDescription, searchId } from "./description.ts";
import { rankSettings } from "./ranking.ts";
import { parseResults } from "./results-text.ts";
import type { RunRecord, Setting } from "./run.ts";
import type { FoldSearch } from "./search.ts";
import { modelOptions, transformsOf } from "./searched-transform.ts";
import { bestRun, parseTarget } from "./target.ts";

/** What a search chose, and what it had seen when it chose. */
export interface TunedOptions {
  readonly model: string;
  /** As `--set` takes them. */
  readonly set: Setting;
  /** What values went through, fixed or searched for; absent where neither was asked for. */
  readonly transforms?: readonly Transform[];
  readonly metric: string;
  /** Mean validation figures of the chosen setting. */
  readonly validation: Readonly<Record<string, number>>;
  readonly search: SearchOrigin;
}

/** Which rows a search kept away from its choice. */
export interface SearchOrigin {
  readonly dataFingerprint: string;
  /** Absent where all data chose. */
  readonly protocol?: string | undefined;
  readonly seed: number;
  /** Number of folds that were held out in turn; 1 by default. */
  readonly folds?: number | undefined;
}

/** Which rows an evaluation measures on. */
export interface EvaluationOrigin {
  readonly dataFingerprint: string;
  readonly protocol: string;
  readonly seed: number;
}

/**
 * The best setting in the text of a finished results file; `name` is the file's, for messages.
 *
 * Throws OptionsError: `no-results-file` for another kind of text, `unfinished-search` where runs are still missing,
 * `all-runs-failed` where no run has a figure; DataError `damaged-results`.
 */
export async function readBestOptions(resultsText: string, name = "results"): Promise<TunedOptions> {
  const results = parseResults(resultsText, name);
  if (!results?.complete) {
    const again = "the same nearedge tune command goes on with it";
    throw new OptionsError("unfinished-search", `${name}: expected a search that came to its end; ${again}`);
  }
  const { description, records } = results;
  if (results.id !== (await searchId(description))) {
    throw new DataError(
      "damaged-results",
      `${name}:2: expected the description of search ${results.id}, got another; the file was changed by hand: search again`,
    );
  }
  const target = parseTarget(description.metric);
  const [best] = rankSettings(foldsOf(records, description), target);
  if (best === undefined) {
    throw new OptionsError("all-runs-failed", `${name}: expected a setting with a figure, but every run failed`);
  }
  const { dataFingerprint, protocol, seed, folds, model, metric } = description;
  const fixed = description.transforms.length === 0 ? undefined : description.transforms.map(parseTransform);
  const transforms = transformsOf(best.set) ?? fixed;
  return {
    model,
    metric,
    set: modelOptions(best.set),
    validation: best.metrics,
    ...(transforms === undefined ? {} : { transforms }),
    search: { dataFingerprint, protocol: protocol ?? undefined, seed, folds },
  };
}

function foldsOf(records: readonly RunRecord[], { metric, folds }: SearchDescription): FoldSearch[] {
  const target = parseTarget(metric);
  return Array.from({ length: folds }, (_, place) => {
    const own = records.filter((record) => record.fold === place + 1);
    const runs = own.filter(({ part }) => part === "validation");
    return {
      fold: place + 1,
      runs,
      best: bestRun(target, runs),
      test: own.find(({ part }) => part === "test"),
    };
  });
}

/** Protocols that divide without chance, whatever follows the name: their test rows do not depend on the seed. */
const WITHOUT_CHANCE = /^(leave-last-out|temporal|given)\b/;

/**
 * A reason to distrust figures of options that were searched for on the same data: code `tuned-on-test`, where the search
 * had not held out the rows that the evaluation measures on, or `tuned-on-other-data`, where that cannot be told. Undefined
 * where it had held them out.
 *
 * The search held them out when it had one fold of the same protocol with the same seed. Of several folds, each one's test
 * rows helped to choose in the others, so that one setting for all of them has seen every test row.
 */
export function searchedOnTest(search: SearchOrigin, evaluation: EvaluationOrigin): Warning | undefined {
  if (search.dataFingerprint !== evaluation.dataFingerprint) {
    return {
      code: "tuned-on-other-data",
      message:
        "the options were searched for on other data, or on these read or filtered in another way; whether that search " +
        "has seen rows that are test rows here cannot be told",
    };
  }
  const seedMatters = !WITHOUT_CHANCE.test(evaluation.protocol);
  const isSame = search.protocol === evaluation.protocol && (!seedMatters || search.seed === evaluation.seed);
  const folds = search.folds ?? 1;
  if (isSame && folds === 1) return undefined;
  const here = `${evaluation.protocol}, seed ${evaluation.seed}`;
  const held =
    search.protocol === undefined
      ? "held nothing out"
      : `held out by ${search.protocol}, seed ${search.seed}${isSame ? `, in ${folds} folds of which each chose with the others' test rows` : ""}`;
  return {
    code: "tuned-on-test",
    message:
      `the options were searched for on the same data, and that search ${held}; so it has seen rows that are test rows ` +
      `here (${here}), and the figures are too high; search with --protocol and --seed of the evaluation, one fold`,
  };
}
