import type { Answer } from "./answer.ts";
import { counted, formatMilliseconds } from "./text.ts";
import type { TimingSummary } from "./timings.ts";

const FALLBACKS: Readonly<Record<string, string>> = {
  "empty-history": "You have not chosen anything yet, so these are the most popular works.",
  "no-known-items": "The model knows none of the works you chose, so these are the most popular works.",
  "no-signal": "Nothing here follows from what you chose, so these are the most popular works.",
  "unknown-user": "The model does not know this visitor, so these are the most popular works.",
  "model-not-personal": "This model does not take your choices into account: these are the most popular works.",
};

/** Why a list is not personal, for the visitor. */
export function fallbackSentence(reason: string): string {
  return FALLBACKS[reason] ?? "These are the most popular works.";
}

/** Says where a personal list ends and popular works follow; empty where none do. */
export function tailSentence({ fallback, items }: Answer): string {
  const popular = items.filter(({ source }) => source === "popular").length;
  if (fallback !== undefined || popular === 0) return "";
  const verb = popular === 1 ? "is" : "are";
  return `${counted(popular, "work")} of this list ${verb} there for being popular: no more follows from what you chose.`;
}

/** What is read out when a new list has arrived. */
export function announcement(answer: Answer, likeCount: number, titleOf: (itemId: string) => string): string {
  const [best] = answer.items;
  if (best === undefined) return "No work matches the filters.";
  const count = answer.items.length;
  const opening =
    answer.fallback === undefined
      ? `${counted(count, "recommendation")} from ${counted(likeCount, "like")}.`
      : `${counted(count, "popular work")}.`;
  return `${opening} First: ${titleOf(best.itemId)}.`;
}

/** "median 0.21 ms of the last 5 · first 3.1 ms, start-up included". */
export function timingSentence({ firstMs, medianMs, count }: TimingSummary): string {
  const first = `first ${formatMilliseconds(firstMs)}, start-up included`;
  if (medianMs === undefined) return first;
  const median =
    count === 1 ? formatMilliseconds(medianMs) : `median ${formatMilliseconds(medianMs)} of the last ${count}`;
  return `${median} · ${first}`;
}
