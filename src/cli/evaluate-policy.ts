import { setImmediate } from "node:timers/promises";
import { OptionsError } from "../errors.ts";
import { type LoggedItem, type PolicyValue, policyValue } from "../evaluation/policy-value.ts";
import { loadRecommender } from "../load-recommender.ts";
import { DEFAULT_K } from "../serving/limits.ts";
import { LAST_PLACE, shownProbability, slotsOf } from "../serving/slots.ts";
import type { Recommender, RecommendRequest } from "../serving/types.ts";
import { type LoggedAnswer, readPolicyLog } from "./policy-log.ts";
import { createProgress } from "./progress.ts";
import { readRequest } from "./request.ts";

/** What the estimate of a policy is given. */
export interface PolicyArguments {
  /** Folder of the artefact. */
  readonly policy: string;
  /** Fields that the policy sets in every request: JSON, or `@FILE`. */
  readonly request?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Answers between looks at the progress. */
const STEP = 64;
/** An estimate by fewer items than this is mostly chance. */
const FEW_ITEMS = 100;

/** Estimates from a log what a policy would have earned, beside what was earned and what popular items would have. */
export async function evaluatePolicy(
  log: string | undefined,
  given: PolicyArguments,
  signal: AbortSignal,
): Promise<void> {
  if (log === undefined) {
    throw new OptionsError(
      "no-interactions",
      "--policy: expected a log of answers before it: nearedge evaluate LOG --policy ARTEFACT",
    );
  }
  const fields = given.request === undefined ? {} : await readRequest(given.request);
  const answers = await readPolicyLog(log, signal);
  const recommender = await loadRecommender(given.policy);
  const progress = createProgress();
  const [policy, popular]: [LoggedItem[][], LoggedItem[][]] = [[], []];
  try {
    for (const [at, answer] of answers.entries()) {
      if (at % STEP === 0) {
        await setImmediate();
        signal.throwIfAborted();
        progress.update("answers", at, answers.length, "");
      }
      policy.push(itemsUnder(answer, targetOf(recommender, { ...answer.request, ...fields })));
      const listed = new Set(popularTo(recommender, answer.request).map(({ itemId }) => itemId));
      popular.push(itemsUnder(answer, (itemId) => (listed.has(itemId) ? 1 : 0)));
    }
  } finally {
    progress.stop();
  }
  const logged = answers.map(({ items }) => items.map(({ reward = 0 }) => ({ reward, propensity: 1, target: 1 })));
  const values = { logged: policyValue(logged), popularity: policyValue(popular), policy: policyValue(policy) };
  print(answers.length, recommender, values, given.json === true);
}

/** The probability that a policy shows an item. */
type Target = (itemId: string) => number;

function itemsUnder({ items }: LoggedAnswer, target: Target): LoggedItem[] {
  return items.map(({ itemId, propensity, reward = 0 }) => ({ reward, propensity, target: target(itemId) }));
}

/** What the engine would show for a request: one list, or with `explore` the probabilities of its slots. */
function targetOf(recommender: Recommender, { explore, ...request }: RecommendRequest): Target {
  const { k = DEFAULT_K } = request;
  const { items } = recommender.recommend({ ...request, k: explore ? Math.max(k, LAST_PLACE) : k });
  const ranks = new Map(items.map(({ itemId }, place) => [itemId, place]));
  const slots = explore ? slotsOf(k, explore.keep ?? 0, items.length) : [];
  return (itemId) => {
    const from = ranks.get(itemId);
    return from === undefined ? 0 : shownProbability(slots, k, explore?.rate ?? 0, from);
  };
}

/** The popular items for a request, without those that it has seen. */
function popularTo(recommender: Recommender, { history = [], exclude = [], ...request }: RecommendRequest) {
  const seen =
    request.excludeSeen === false ? [] : history.map((entry) => (typeof entry === "string" ? entry : entry.itemId));
  return recommender.popular({ k: request.k, filter: request.filter, exclude: [...exclude, ...seen] }).items;
}

function print(lists: number, { manifest }: Recommender, values: Record<string, PolicyValue>, json: boolean): void {
  const warnings = warningsOf(values);
  if (json) {
    const { name, version } = manifest;
    process.stdout.write(`${JSON.stringify({ lists, model: { name, version }, values, warnings })}\n`);
    return;
  }
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  const header = ["policy", "reward a list", "95 %", "normalised", "worth items", "overlap"];
  const rows = Object.entries(values).map(([name, { value, low, high, normalised, effectiveItems, overlap }]) => {
    const interval = low === undefined || high === undefined ? "-" : `${low.toFixed(4)} to ${high.toFixed(4)}`;
    const share = `${(100 * overlap).toFixed(1)} %`;
    return [name, value.toFixed(4), interval, normalised?.toFixed(4) ?? "-", effectiveItems.toFixed(0), share];
  });
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [header, ...rows]) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  }
  process.stdout.write(`${lists} lists; estimates by inverse propensity, see docs/evaluation.md\n`);
}

function warningsOf({ policy }: Record<string, PolicyValue>): string[] {
  if (policy === undefined || policy.effectiveItems >= FEW_ITEMS) return [];
  const worth = policy.effectiveItems.toFixed(0);
  return [
    `the estimate of the policy is worth ${worth} items: the log hardly shows what it would show; explore more, or log longer`,
  ];
}
