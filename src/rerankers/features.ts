import type { CategoryColumn } from "../data/items.ts";
import { log1p, log2OfRank } from "../elementary.ts";
import { createCategoryProfile } from "./category-profile.ts";
import type { ItemFacts } from "./item-facts.ts";
import type { Seen } from "./look.ts";
import type { Person } from "./person.ts";
import { placesByItem, placesByScore } from "./places-by-score.ts";
import type { Retriever } from "./retriever.ts";

/**
 * What re-rankers know of a candidate: one list for training, evaluation and serving. Of candidate i for a person with the
 * history S, its last items L_1 ⊂ L_3 ⊂ L_10 where their order is known, and values w:
 *
 *   R.score       (s_i − mean s) / deviation s over the candidates, by each retriever R; 0 where the deviation is 0
 *   R.rank        log₂(rank + 2) / 8, rank from 0 by that score among the candidates, equal scores by item index
 *   R.last-n      mean likeness to L_1, L_3, L_10 by R's factors or weights
 *   R.nearest     the largest likeness to an item of L_10
 *   R.history     mean likeness to S
 *   R.valued      Σ_j (w_j − mean w) · likeness(i, j) / Σ_j |w_j − mean w|; ratings only
 *   COLUMN.history, .last, .valued   how far the categories of i are those of S, of L_5, of what was valued (category-profile.ts)
 *   popularity    ln(1 + interactions of i)
 *   novelty       that, less its mean over S
 *   mean-value    mean value of i; ratings only
 *   COLUMN.difference   the number of i, less its mean over L_10 (over S where no order is known)
 *   length        ln(1 + |S|), the same for all candidates
 *   age, trend    times of i, where they are asked for
 *
 * NaN stands where something is not known: a head takes the mean of training for it.
 */
export interface FeatureSpace {
  readonly names: readonly string[];
  /** f32[items × names], row-major. O(items · (retrievers · (10 lanes + history) + categories)). */
  read(person: Person, items: Uint32Array): Float32Array;
}

/** How many of the last items each feature of them looks at. */
const LAST = [1, 3, 10] as const;
const MOST_RECENT = 10;
const CATEGORIES_OF_LAST = 5;

/** One or more features: their names, and how they are written into the rows of a view, from column `first` on. */
interface Group {
  readonly names: readonly string[];
  write(view: View, first: number): void;
}

/** A person with candidates, and what groups share of them. */
interface View {
  readonly person: Person;
  readonly items: Uint32Array;
  /** Places of the items by index. */
  readonly byItem: Uint32Array;
  /** The last items, the newest first; empty where no order is known. */
  readonly recent: Uint32Array;
  /** Values of the history less their mean; undefined where none stands out. */
  readonly deviations: Float32Array | undefined;
  /** f32[items × width], row-major: zeros until they are written. */
  readonly rows: Float32Array;
  readonly width: number;
}

/** The features of candidates of these retrievers, of which the first is the one whose lists are ordered anew. */
export function featureSpace(retrievers: readonly Retriever[], facts: ItemFacts): FeatureSpace {
  const groups = [
    ...retrievers.map((retriever) => ofRetriever(retriever, facts.meanValues !== undefined)),
    ...facts.categories.map(({ name, column }) => categoriesOf(name, column, facts)),
    popularity(facts),
    ...meanValue(facts),
    ...facts.numbers.map(({ name, values }) => numberDifference(name, values)),
    length(),
    ...times(facts),
  ];
  const names = groups.flatMap((group) => group.names);
  const width = names.length;
  return {
    names,
    read: (person, items) => {
      const rows = new Float32Array(items.length * width);
      const recent = person.sequence.slice(-MOST_RECENT).reverse();
      const byItem = placesByItem(items);
      const view = { person, items, byItem, recent, deviations: deviations(person.values), rows, width };
      let first = 0;
      for (const group of groups) {
        group.write(view, first);
        first += group.names.length;
      }
      return rows;
    },
  };
}

/** Scores and likeness by one retriever, which looks at the candidates once. */
function ofRetriever(retriever: Retriever, hasValues: boolean): Group {
  const { name, knowsLikeness } = retriever;
  const last = [...LAST.map((count) => `last-${count}`), "nearest", "history", ...(hasValues ? ["valued"] : [])];
  const own = ["score", "rank", ...(knowsLikeness ? last : [])];
  return {
    names: own.map((feature) => `${name}.${feature}`),
    write: (view, first) => {
      const { person, items, recent, deviations: valued } = view;
      const share = new Float32Array(person.items.length).fill(1 / Math.max(1, person.items.length));
      const sums = knowsLikeness ? [share, ...(hasValues && valued ? [valued] : [])] : [];
      const seen = retriever.look(person, { items, recent: knowsLikeness ? recent : NONE, sums });
      standardise(seen, view, first);
      writeRanks(seen, view, first + 1);
      if (!knowsLikeness) return;
      writeLast(seen, view, first + 2);
      for (let sum = 0; sum < sums.length; sum++) writeSum(seen, sum, view, first + 2 + LAST.length + 1 + sum);
    },
  };
}

const NONE = new Uint32Array(0);

/** log₂(rank + 2) / 8 of the first ranks. */
const RANKS = Float32Array.from({ length: 1024 }, (_, rank) => log2OfRank(rank) / 8);

function writeRanks({ values, width: step }: Seen, { byItem, rows, width }: View, column: number): void {
  const order = placesByScore(values, byItem, step);
  for (let rank = 0; rank < order.length; rank++) {
    rows[order[rank]! * width + column] = rank < RANKS.length ? RANKS[rank]! : log2OfRank(rank) / 8;
  }
}

/** Mean likeness to the last items, then the largest. */
function writeLast({ values, width: step, recentAt }: Seen, view: View, column: number): void {
  const { rows, width, recent, items } = view;
  const count = recent.length;
  if (count === 0) {
    for (let last = 0; last <= LAST.length; last++) fillColumn(Number.NaN, view, column + last);
    return;
  }
  const [few, more] = [Math.min(LAST[1], count), Math.min(LAST[2], count)];
  for (let row = 0, from = recentAt, to = column; row < items.length; row++, from += step, to += width) {
    let sum = values[from]!;
    let most = sum;
    rows[to] = sum;
    let place = 1;
    for (; place < few; place++) {
      const value = values[from + place]!;
      sum += value;
      if (value > most) most = value;
    }
    rows[to + 1] = sum / few;
    for (; place < more; place++) {
      const value = values[from + place]!;
      sum += value;
      if (value > most) most = value;
    }
    rows[to + 2] = sum / more;
    rows[to + LAST.length] = most;
  }
}

function writeSum({ values, width: step, sumsAt }: Seen, sum: number, { rows, width }: View, column: number): void {
  for (let from = sumsAt + sum, to = column; to < rows.length; from += step, to += width) rows[to] = values[from]!;
}

/** Mean and deviation (of the population) of the scores in f64. */
function standardise({ values, width: step }: Seen, { items, rows, width }: View, column: number): void {
  const count = items.length;
  const end = count * step;
  let mean = 0;
  for (let from = 0; from < end; from += step) mean += values[from]!;
  mean /= count;
  let variance = 0;
  for (let from = 0; from < end; from += step) {
    const distance = values[from]! - mean;
    variance += distance * distance;
  }
  const scale = variance > 0 ? 1 / Math.sqrt(variance / count) : 0;
  for (let from = 0, to = column; from < end; from += step, to += width) rows[to] = (values[from]! - mean) * scale;
}

/** Values less their mean, over the sum of their distances; 0 where a value is not known. undefined where all are alike. */
function deviations(values: Float32Array): Float32Array | undefined {
  let [sum, count, distance] = [0, 0, 0];
  for (let place = 0; place < values.length; place++) {
    if (Number.isNaN(values[place]!)) continue;
    sum += values[place]!;
    count++;
  }
  const mean = sum / Math.max(1, count);
  for (let place = 0; place < values.length; place++) {
    if (!Number.isNaN(values[place]!)) distance += Math.abs(values[place]! - mean);
  }
  if (!(distance > 0)) return undefined;
  const deviated = new Float32Array(values.length);
  for (let place = 0; place < values.length; place++) {
    if (!Number.isNaN(values[place]!)) deviated[place] = (values[place]! - mean) / distance;
  }
  return deviated;
}

function categoriesOf(name: string, column: CategoryColumn, { popularity: counts, meanValues }: ItemFacts): Group {
  const profile = createCategoryProfile(column, counts);
  const own = ["history", "last", ...(meanValues ? ["valued"] : [])];
  const even = (length: number): Float32Array => new Float32Array(length).fill(1 / length);
  return {
    names: own.map((feature) => `${name}.${feature}`),
    write: (view, first) => {
      const { person, items, deviations: weights, rows, width } = view;
      const history = person.items;
      const recent = person.sequence.slice(-CATEGORIES_OF_LAST);
      const whole = history.length > 0 ? { others: history, weights: even(history.length) } : undefined;
      const last = recent.length > 0 ? { others: recent, weights: even(recent.length) } : undefined;
      const valued = meanValues && weights ? { others: history, weights } : undefined;
      profile.compare([whole, last, valued], items, rows, first, width);
      if (!last) fillColumn(Number.NaN, view, first + 1);
    },
  };
}

function popularity({ popularity: counts }: ItemFacts): Group {
  const logarithms = Float32Array.from(counts, log1p);
  return {
    names: ["popularity", "novelty"],
    write: (view, first) => {
      const { person, items, rows, width } = view;
      const mean = meanOver(person.items, logarithms);
      for (let row = 0, to = first; row < items.length; row++, to += width) {
        rows[to] = logarithms[items[row]!]!;
        rows[to + 1] = rows[to]! - mean;
      }
    },
  };
}

function meanValue({ meanValues }: ItemFacts): Group[] {
  return meanValues ? [ofItems("mean-value", meanValues)] : [];
}

/** A fact of an item as it stands. */
function ofItems(name: string, facts: Float32Array): Group {
  return {
    names: [name],
    write: ({ items, rows, width }, first) => {
      for (let row = 0, to = first; row < items.length; row++, to += width) rows[to] = facts[items[row]!]!;
    },
  };
}

function numberDifference(name: string, values: Float64Array): Group {
  return {
    names: [`${name}.difference`],
    write: ({ person, items, recent, rows, width }, first) => {
      const mean = meanOver(recent.length > 0 ? recent : person.items, values, Number.NaN);
      for (let row = 0, to = first; row < items.length; row++, to += width) rows[to] = values[items[row]!]! - mean;
    },
  };
}

function length(): Group {
  return { names: ["length"], write: (view, first) => fillColumn(log1p(view.person.items.length), view, first) };
}

function times({ times: known }: ItemFacts): Group[] {
  return known ? [ofItems("age", known.age), ofItems("trend", known.trend)] : [];
}

function fillColumn(value: number, { rows, width }: View, column: number): void {
  for (let to = column; to < rows.length; to += width) rows[to] = value;
}

/** The mean of what is known of items; `otherwise` where nothing is. */
function meanOver(items: Uint32Array, values: Float32Array | Float64Array, otherwise = 0): number {
  let [sum, count] = [0, 0];
  for (let place = 0; place < items.length; place++) {
    const value = values[items[place]!]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? otherwise : sum / count;
}
