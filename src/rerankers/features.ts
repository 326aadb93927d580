import type { CategoryColumn } from "../data/items.ts";
import { log1p, log2OfRank } from "../elementary.ts";
import { createCategoryProfile } from "./category-profile.ts";
import type { ItemFacts } from "./item-facts.ts";
import type { Person } from "./person.ts";
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

/** One or more features: their names, and how they are written. Each writes into a column of its own, f32[items]. */
interface Group {
  readonly names: readonly string[];
  write(view: View, columns: readonly Float32Array[]): void;
}

/** A person with candidates, and what groups share of them. */
interface View {
  readonly person: Person;
  readonly items: Uint32Array;
  /** The last items, the newest first; empty where no order is known. */
  readonly recent: Uint32Array;
  /** Values of the history less their mean; undefined where none stands out. */
  readonly deviations: Float32Array | undefined;
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
  return {
    names,
    read: (person, items) => {
      const rows = new Float32Array(items.length * names.length);
      const recent = person.sequence.slice(-MOST_RECENT).reverse();
      const view = { person, items, recent, deviations: deviations(person.values) };
      let first = 0;
      for (const group of groups) {
        const columns = group.names.map(() => new Float32Array(items.length));
        group.write(view, columns);
        for (const column of columns) {
          for (let row = 0, at = first; row < items.length; row++, at += names.length) rows[at] = column[row]!;
          first++;
        }
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
    write: ({ person, items, recent, deviations: valued }, [score, rank, ...others]) => {
      const share = new Float32Array(person.items.length).fill(1 / Math.max(1, person.items.length));
      const sums = knowsLikeness ? [share, ...(hasValues && valued ? [valued] : [])] : [];
      const seen = retriever.look(person, { items, recent: knowsLikeness ? recent : NONE, sums });
      standardise(seen.scores, score!);
      writeRanks(seen.scores, items, rank!);
      if (!knowsLikeness) return;
      writeLast(seen.recent, recent.length, others.slice(0, LAST.length + 1));
      for (const [place, column] of others.slice(LAST.length + 1).entries()) {
        const sum = seen.sums?.[place];
        if (sum) column.set(sum);
      }
    },
  };
}

const NONE = new Uint32Array(0);

/** log₂(rank + 2) / 8 of the first ranks. */
const RANKS = Float32Array.from({ length: 1024 }, (_, rank) => log2OfRank(rank) / 8);

function writeRanks(scores: Float32Array, items: Uint32Array, rank: Float32Array): void {
  const order = Uint32Array.from(items.keys()).sort((a, b) => scores[b]! - scores[a]! || items[a]! - items[b]!);
  for (let place = 0; place < order.length; place++) rank[order[place]!] = RANKS[place] ?? log2OfRank(place) / 8;
}

/** Mean likeness to the last items, then the largest. */
function writeLast(likeness: Float32Array | undefined, count: number, columns: readonly Float32Array[]): void {
  if (!likeness || count === 0) {
    unknown(columns);
    return;
  }
  const rows = likeness.length / count;
  const [largest, means] = [columns[LAST.length]!, columns.slice(0, LAST.length)];
  for (let row = 0, at = 0; row < rows; row++) {
    let [sum, most, next] = [0, Number.NEGATIVE_INFINITY, 0];
    for (let place = 1; place <= count; place++, at++) {
      const value = likeness[at]!;
      sum += value;
      if (value > most) most = value;
      if (place === LAST[next]) means[next++]![row] = sum / place;
    }
    for (; next < LAST.length; next++) means[next]![row] = sum / count;
    largest[row] = most;
  }
}

/** Mean and deviation (of the population) in f64. */
function standardise(values: Float32Array, target: Float32Array): void {
  const count = values.length;
  let mean = 0;
  for (let row = 0; row < count; row++) mean += values[row]!;
  mean /= count;
  let variance = 0;
  for (let row = 0; row < count; row++) variance += (values[row]! - mean) ** 2;
  const scale = variance > 0 ? 1 / Math.sqrt(variance / count) : 0;
  for (let row = 0; row < count; row++) target[row] = (values[row]! - mean) * scale;
}

/** Values less their mean, over the sum of their distances; 0 where a value is not known. undefined where all are alike. */
function deviations(values: Float32Array): Float32Array | undefined {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const distance = known.reduce((sum, value) => sum + Math.abs(value - mean), 0);
  if (!(distance > 0)) return undefined;
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / distance));
}

function categoriesOf(name: string, column: CategoryColumn, { popularity: counts, meanValues }: ItemFacts): Group {
  const profile = createCategoryProfile(column, counts);
  const own = ["history", "last", ...(meanValues ? ["valued"] : [])];
  const even = (length: number): Float32Array => new Float32Array(length).fill(1 / length);
  return {
    names: own.map((feature) => `${name}.${feature}`),
    write: ({ person: { items: history, sequence }, items, deviations: weights }, [whole, last, valued]) => {
      if (history.length > 0) profile.compare(history, even(history.length), items, whole!);
      const recent = sequence.slice(-CATEGORIES_OF_LAST);
      if (recent.length > 0) profile.compare(recent, even(recent.length), items, last!);
      else unknown([last!]);
      if (valued && weights) profile.compare(history, weights, items, valued);
    },
  };
}

function popularity({ popularity: counts }: ItemFacts): Group {
  const logarithms = Float32Array.from(counts, log1p);
  return {
    names: ["popularity", "novelty"],
    write: ({ person, items }, [own, difference]) => {
      const mean = meanOver(person.items, (item) => logarithms[item]!);
      for (let row = 0; row < items.length; row++) {
        own![row] = logarithms[items[row]!]!;
        difference![row] = own![row]! - mean;
      }
    },
  };
}

function meanValue({ meanValues }: ItemFacts): Group[] {
  if (!meanValues) return [];
  return [
    {
      names: ["mean-value"],
      write: ({ items }, [column]) => {
        for (let row = 0; row < items.length; row++) column![row] = meanValues[items[row]!]!;
      },
    },
  ];
}

function numberDifference(name: string, values: Float64Array): Group {
  return {
    names: [`${name}.difference`],
    write: ({ person, items, recent }, [column]) => {
      const known = (recent.length > 0 ? recent : person.items).filter((item) => !Number.isNaN(values[item]));
      const mean = known.length === 0 ? Number.NaN : meanOver(known, (item) => values[item]!);
      for (let row = 0; row < items.length; row++) column![row] = values[items[row]!]! - mean;
    },
  };
}

function length(): Group {
  return { names: ["length"], write: ({ person }, [column]) => void column!.fill(log1p(person.items.length)) };
}

function times({ times: known }: ItemFacts): Group[] {
  if (!known) return [];
  const { age, trend } = known;
  return [
    {
      names: ["age", "trend"],
      write: ({ items }, [ages, trends]) => {
        for (let row = 0; row < items.length; row++) {
          ages![row] = age[items[row]!]!;
          trends![row] = trend[items[row]!]!;
        }
      },
    },
  ];
}

function unknown(columns: readonly Float32Array[]): void {
  for (const column of columns) column.fill(Number.NaN);
}

function meanOver(items: Uint32Array, valueAt: (item: number) => number): number {
  let sum = 0;
  for (const item of items) sum += valueAt(item);
  return items.length === 0 ? 0 : sum / items.length;
}
