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
 *   categories.*  how far the categories of i are those of S, of L_5, and of what was valued (category-profile.ts)
 *   popularity    ln(1 + interactions of i)
 *   novelty       that, less its mean over S
 *   mean-value    mean value of i; ratings only
 *   number.NAME   the column of i, less its mean over L_10 (over S where no order is known)
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
  write(person: Person, items: Uint32Array, columns: readonly Float32Array[]): void;
}

/** The features of candidates of these retrievers, of which the first is the one whose lists are ordered anew. */
export function featureSpace(retrievers: readonly Retriever[], facts: ItemFacts): FeatureSpace {
  const groups = [
    ...retrievers.flatMap((retriever) => [scores(retriever), ...likenesses(retriever, facts)]),
    ...categories(facts),
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
      let first = 0;
      for (const group of groups) {
        const columns = group.names.map(() => new Float32Array(items.length));
        group.write(person, items, columns);
        for (const column of columns) {
          for (let row = 0, at = first; row < items.length; row++, at += names.length) rows[at] = column[row]!;
          first++;
        }
      }
      return rows;
    },
  };
}

function scores({ name, scores: scoresOf }: Retriever): Group {
  return {
    names: [`${name}.score`, `${name}.rank`],
    write: (person, items, [score, rank]) => {
      const found = scoresOf(person, items);
      standardise(found, score!);
      const order = Uint32Array.from(items.keys()).sort((a, b) => found[b]! - found[a]! || items[a]! - items[b]!);
      for (let place = 0; place < order.length; place++) rank![order[place]!] = log2OfRank(place) / 8;
    },
  };
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

function likenesses({ name, likeness }: Retriever, { meanValues }: ItemFacts): Group[] {
  if (!likeness) return [];
  const last: Group = {
    names: [...LAST.map((count) => `${name}.last-${count}`), `${name}.nearest`],
    write: ({ sequence }, items, columns) => {
      const recent = sequence.slice(-MOST_RECENT).reverse();
      if (recent.length === 0) return unknown(columns);
      const found = likeness.matrix(items, recent);
      for (let row = 0; row < items.length; row++) {
        const own = found.subarray(row * recent.length, (row + 1) * recent.length);
        let [sum, largest, next] = [0, Number.NEGATIVE_INFINITY, 0];
        for (let place = 0; place < own.length; place++) {
          sum += own[place]!;
          largest = Math.max(largest, own[place]!);
          if (place + 1 === LAST[next]) columns[next++]![row] = sum / (place + 1);
        }
        for (; next < LAST.length; next++) columns[next]![row] = sum / own.length;
        columns[LAST.length]![row] = largest;
      }
    },
  };
  const whole: Group = {
    names: [`${name}.history`],
    write: (person, items, [column]) => {
      const share = new Float32Array(person.items.length).fill(1 / Math.max(1, person.items.length));
      column!.set(likeness.sums(items, person.items, share));
    },
  };
  const valued: Group = {
    names: [`${name}.valued`],
    write: (person, items, [column]) => {
      const weights = deviations(person.values);
      if (weights) column!.set(likeness.sums(items, person.items, weights));
    },
  };
  return meanValues ? [last, whole, valued] : [last, whole];
}

/** Values less their mean, over the sum of their distances; 0 where a value is not known. undefined where all are alike. */
function deviations(values: Float32Array): Float32Array | undefined {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const distance = known.reduce((sum, value) => sum + Math.abs(value - mean), 0);
  if (!(distance > 0)) return undefined;
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / distance));
}

function categories({ categories: columns, popularity: counts, meanValues }: ItemFacts): Group[] {
  if (columns.length === 0) return [];
  const profile = createCategoryProfile(columns, counts);
  const history: Group = {
    names: ["categories.history", "categories.last"],
    write: ({ items: own, sequence }, items, [whole, last]) => {
      const even = (length: number): Float32Array => new Float32Array(length).fill(1 / length);
      if (own.length > 0) profile.compare(own, even(own.length), items, whole!);
      const recent = sequence.slice(-CATEGORIES_OF_LAST);
      if (recent.length > 0) profile.compare(recent, even(recent.length), items, last!);
      else unknown([last!]);
    },
  };
  const valued: Group = {
    names: ["categories.valued"],
    write: ({ items: own, values }, items, [column]) => {
      const weights = deviations(values);
      if (weights) profile.compare(own, weights, items, column!);
    },
  };
  return meanValues ? [history, valued] : [history];
}

function popularity({ popularity: counts }: ItemFacts): Group {
  return {
    names: ["popularity", "novelty"],
    write: (person, items, [own, difference]) => {
      const mean = meanOver(person.items, (item) => log1p(counts[item]!));
      for (let row = 0; row < items.length; row++) {
        own![row] = log1p(counts[items[row]!]!);
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
      write: (_, items, [column]) => {
        for (let row = 0; row < items.length; row++) column![row] = meanValues[items[row]!]!;
      },
    },
  ];
}

function numberDifference(name: string, values: Float64Array): Group {
  return {
    names: [`number.${name}`],
    write: (person, items, [column]) => {
      const recent = person.sequence.length > 0 ? person.sequence.slice(-MOST_RECENT) : person.items;
      const known = recent.filter((item) => !Number.isNaN(values[item]));
      const mean = known.length === 0 ? Number.NaN : meanOver(known, (item) => values[item]!);
      for (let row = 0; row < items.length; row++) column![row] = values[items[row]!]! - mean;
    },
  };
}

function length(): Group {
  return { names: ["length"], write: (person, _, [column]) => void column!.fill(log1p(person.items.length)) };
}

function times({ times: known }: ItemFacts): Group[] {
  if (!known) return [];
  const { age, trend } = known;
  return [
    {
      names: ["age", "trend"],
      write: (_, items, [ages, trends]) => {
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

function meanOver(items: Uint32Array, valueOf: (item: number) => number): number {
  let sum = 0;
  for (const item of items) sum += valueOf(item);
  return items.length === 0 ? 0 : sum / items.length;
}
