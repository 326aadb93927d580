import { isEligible, type ReferenceScanOptions, topK } from "../../src/kernels/reference/scan.ts";

interface Found {
  readonly items: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/**
 * What is wrong with a ranking, given the reference's score of every item and how far the kernel may be from it; empty
 * when nothing is. Where scores lie further apart than their bounds, this leaves the items no choice.
 */
export function disagreements(
  found: Found,
  scores: ArrayLike<number>,
  bounds: ArrayLike<number>,
  k: number,
  options: ReferenceScanOptions = {},
): string[] {
  const problems: string[] = [];
  const expected = topK(scores, k, options);
  if (found.items.length !== expected.items.length) {
    return [`expected ${expected.items.length} items, got ${found.items.length}`];
  }
  const returned = new Set<number>();
  for (let place = 0; place < found.items.length; place++) {
    const item = found.items[place]!;
    const score = found.scores[place]!;
    if (item >= scores.length || !isEligible(item, options))
      problems.push(`place ${place}: item ${item} is not eligible`);
    if (returned.has(item)) problems.push(`place ${place}: item ${item} is there twice`);
    returned.add(item);
    if (score !== scores[item] && !(Math.abs(score - scores[item]!) <= bounds[item]!)) {
      problems.push(`item ${item}: expected ${scores[item]} ± ${bounds[item]}, got ${score}`);
    }
    // The kernel's own order: score descending, then item ascending.
    if (place > 0) {
      const previous = found.scores[place - 1]!;
      if (previous < score || (previous === score && found.items[place - 1]! > item)) {
        problems.push(`place ${place}: item ${item} (${score}) after ${found.items[place - 1]} (${previous})`);
      }
    }
    // The reference's order, as far as the bounds let it be known.
    const wanted = expected.items[place]!;
    const gap = Math.abs(expected.scores[place]! - scores[item]!);
    if (item !== wanted && !(gap <= bounds[item]! + bounds[wanted]!)) {
      problems.push(
        `place ${place}: expected item ${wanted} (${expected.scores[place]}), got ${item} (${scores[item]})`,
      );
    }
    // Equal in exact arithmetic, and so by the kernel: the lower index comes first.
    if (item !== wanted && bounds[item] === 0 && bounds[wanted] === 0) {
      problems.push(`place ${place}: expected item ${wanted}, got ${item}, which ties with it`);
    }
  }
  return problems;
}
