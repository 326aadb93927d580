import type { Answer } from "./answer.ts";
import type { Where } from "./preferences.ts";
import type { Settled } from "./taste-code.ts";
import { counted, formatMilliseconds } from "./text.ts";
import type { TimingSummary } from "./timings.ts";
import type { Words } from "./words.ts";

/** Why a list is not personal, for the visitor. */
export function fallbackSentence(reason: string, { many }: Words): string {
  const popular = `these are the most popular ${many}`;
  const sentences: Readonly<Record<string, string>> = {
    "empty-history": `You have not chosen anything yet, so ${popular}.`,
    "no-known-items": `The model knows none of the ${many} you chose, so ${popular}.`,
    "no-signal": `Nothing here follows from what you chose, so ${popular}.`,
    "unknown-user": `The model does not know this visitor, so ${popular}.`,
    "model-not-personal": `This model does not take your choices into account: ${popular}.`,
  };
  return sentences[reason] ?? `These are the most popular ${many}.`;
}

/** Says where a personal list ends and popular items follow; empty where none do. */
export function tailSentence({ fallback, items }: Answer, { one, many }: Words): string {
  const popular = items.filter(({ source }) => source === "popular").length;
  if (fallback !== undefined || popular === 0) return "";
  const verb = popular === 1 ? "is" : "are";
  return `${counted(popular, one, many)} of this list ${verb} there for being popular: no more follows from what you chose.`;
}

/** What is read out when a new list has arrived. */
export function announcement(
  answer: Answer,
  likeCount: number,
  titleOf: (itemId: string) => string,
  { one, many }: Words,
): string {
  const [best] = answer.items;
  if (best === undefined) return `No ${one} matches the filters.`;
  const count = answer.items.length;
  const opening =
    answer.fallback === undefined
      ? `${counted(count, "recommendation")} from ${counted(likeCount, "like")}.`
      : `${counted(count, `popular ${one}`, `popular ${many}`)}.`;
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

/** Who gets to know what the visitor chooses. */
export function privacySentence(where: Where): string {
  return where === "browser"
    ? "It all happens in this browser: what you choose stays on your device."
    : "What you choose is sent to this site, whose server makes the list.";
}

/** What of a stored taste, or one from a link, this catalogue does not have; empty where it has everything. */
export function settledSentence({ unknownItems, unknownFilters }: Settled, from: string, { one, many }: Words): string {
  const parts = [
    ...(unknownItems > 0 ? [counted(unknownItems, one, many)] : []),
    ...(unknownFilters > 0 ? [counted(unknownFilters, "filter")] : []),
  ];
  if (parts.length === 0) return "";
  const verb = unknownItems + unknownFilters === 1 ? "is" : "are";
  return `${parts.join(" and ")} ${from} ${verb} not in this catalogue and left out.`;
}

/** Where the browser keeps nothing for the page. */
export const STORAGE_REFUSED =
  "This browser does not let the page keep anything: what you like lasts until you close it.";

/** How varied a list is asked to be, 0 to 1, in words. */
export function diversityWords(diversity: number): string {
  if (diversity === 0) return "Closest to your taste";
  if (diversity <= 0.3) return "A little variety";
  return diversity <= 0.6 ? "Varied" : "As varied as can be";
}
