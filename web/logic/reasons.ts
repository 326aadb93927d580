import type { RecommendedItem } from "../../src/serving/types.ts";
import { listWords } from "./words.ts";

/** A second reason is named where it weighs at least this share of the first. */
const WORTH_NAMING = 0.5;

/**
 * Why an item is in the list, for the visitor: "Because you liked Alien and Blade Runner". Empty where nothing was explained.
 * `titleOf` gives a title as the page shows it.
 */
export function reasonSentence({ because = [], source }: RecommendedItem, titleOf: (itemId: string) => string): string {
  if (source === "popular") return "Popular with many";
  const [first] = because;
  if (first === undefined) return "";
  const strong = because.filter(({ share }) => share >= WORTH_NAMING * first.share).slice(0, 2);
  const titles = strong.flatMap((reason) => ("itemId" in reason ? [titleOf(reason.itemId)] : []));
  if (titles.length === 0) return "Popular with many";
  return `Because you liked ${listWords(titles, "and")}`;
}
