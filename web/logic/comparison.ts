import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Answer } from "./answer.ts";
import { ordinal } from "./text.ts";

/** How far two lists for the same request agree. */
export interface Comparison {
  /** Length of the longer list. */
  readonly length: number;
  readonly sharedCount: number;
  /** Whether the shared items stand in the same order in both lists. */
  readonly sameOrder: boolean;
  /** Largest |left − right| over the scores of shared items; 0 where none is shared. */
  readonly maximumScoreGap: number;
}

/** Compares two lists by item id. O(length). */
export function compareLists(left: readonly RecommendedItem[], right: readonly RecommendedItem[]): Comparison {
  const rightScores = new Map(right.map((item) => [item.itemId, item.score]));
  const leftIds = new Set(left.map((item) => item.itemId));
  const sharedLeft = left.filter((item) => rightScores.has(item.itemId));
  const sharedRight = right.filter((item) => leftIds.has(item.itemId));
  const gaps = sharedLeft.map((item) => Math.abs(item.score - (rightScores.get(item.itemId) ?? item.score)));
  return {
    length: Math.max(left.length, right.length),
    sharedCount: sharedLeft.length,
    sameOrder: sharedLeft.every((item, place) => item.itemId === sharedRight[place]?.itemId),
    maximumScoreGap: Math.max(0, ...gaps),
  };
}

/** "10 of 10 shared, same order". */
export function comparisonSentence({ length, sharedCount, sameOrder }: Comparison): string {
  if (length === 0) return "Both lists are empty";
  const shared = `${sharedCount} of ${length} shared`;
  if (sharedCount < 2) return shared;
  return `${shared}, ${sameOrder ? "same order" : "different order"}`;
}

/** What stands behind the sentence: another version, a head on one side only, or how far the scores differ. */
export function comparisonDetail(comparison: Comparison, browser: Answer, edge: Answer): string {
  if (edge.version !== browser.version) return `the edge serves another version, ${edge.version || "unnamed"}`;
  if (browser.reranked !== edge.reranked) return `only ${edge.reranked ? "the edge" : "this browser"} has re-ranked`;
  if (comparison.sharedCount === 0) return "";
  if (comparison.maximumScoreGap === 0) return "scores identical";
  return `scores differ by at most ${comparison.maximumScoreGap.toExponential(1)}`;
}

/** Where an item of one list stands in the other list. */
export type Agreement = { readonly kind: "same" | "absent" } | { readonly kind: "moved"; readonly place: number };

/** Agreement of the item at `place` (from 1) with the other list. */
export function agreementOf(itemId: string, place: number, other: readonly RecommendedItem[]): Agreement {
  const otherPlace = other.findIndex((item) => item.itemId === itemId) + 1;
  if (otherPlace === 0) return { kind: "absent" };
  return otherPlace === place ? { kind: "same" } : { kind: "moved", place: otherPlace };
}

/** The mark beside an item: "same place", "4th there", "only here". */
export function agreementWords(agreement: Agreement): string {
  if (agreement.kind === "moved") return `${ordinal(agreement.place)} there`;
  return agreement.kind === "same" ? "same place" : "only here";
}
