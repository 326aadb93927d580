import type { Interactions } from "../data/interactions.ts";
import { tellOrder } from "../data/sequences.ts";

/**
 * What a list is to answer: `next`, what a person takes next; or `missing`, which items a history lacks, whenever they were
 * taken. Labels of re-rankers follow from it.
 */
export type Question = "next" | "missing";

/** The question of data by themselves: what comes next, where every interaction has a time and not all have the same. */
export function questionOf({ timestamps }: Pick<Interactions, "timestamps">): Question {
  return timestamps && tellOrder(timestamps) ? "next" : "missing";
}
