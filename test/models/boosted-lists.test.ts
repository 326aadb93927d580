import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { popularityOrder } from "../../src/models/item-counts.ts";
import { createFactorRetrieval, TWO_PASS_ITEMS } from "../../src/models/retrieval/by-factors.ts";
import { createScoresRetrieval } from "../../src/models/retrieval/by-scores.ts";
import { createWeightsRetrieval, scoresOfWeights } from "../../src/models/retrieval/by-weights.ts";
import { FACTOR_EXTRAS } from "../../src/models/retrieval/factor-extras.ts";
import { type CompiledFilter, onlyItems } from "../../src/models/retrieval/item-mask.ts";
import type { Lists, RetrievalOptions, Retrieved } from "../../src/models/retrieval/retrieval.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { gaussianRows, seeded } from "../kernels/samples.ts";

const module = await kernelModule();
const ITEMS = 230;
const FACTORS = 12;
const EVERY_ITEM = Array.from({ length: ITEMS }, (_, item) => item);

const random = createRandom(12);
const POPULARITY = Float32Array.from({ length: ITEMS }, () => random.nextInteger(40));
const context = { kernelModule: module, popularity: POPULARITY };

/** A user's factors are those of the first item of the history. */
function byFactors(precision: "f32" | "int8", itemCount = ITEMS): Lists {
  const rows = gaussianRows(createRandom(5), itemCount, FACTORS);
  const factors =
    precision === "f32"
      ? ({ precision, values: rows.values } as const)
      : ({ precision, ...quantiseRows(rows) } as const);
  const popularity = itemCount === ITEMS ? POPULARITY : new Float32Array(itemCount).fill(1);
  return createFactorRetrieval(
    { by: "factors", factors, factorCount: FACTORS, query: (index, items) => index.factorsOf(items.subarray(0, 1)) },
    { kernelModule: module, popularity },
    FACTOR_EXTRAS,
  );
}

/** One item in five leads to another, two thirds of them upwards. */
function weights() {
  const own = createRandom(6);
  const [offsets, indices, values] = [[0], [] as number[], [] as number[]];
  for (let row = 0; row < ITEMS; row++) {
    for (let column = 0; column < ITEMS; column++) {
      if (column === row || own.nextFloat() > 0.2) continue;
      indices.push(column);
      values.push(own.nextFloat() - 1 / 3);
    }
    offsets.push(indices.length);
  }
  const entries = { offsets: Uint32Array.from(offsets), indices: Uint32Array.from(indices) };
  return { rowCount: ITEMS, columnCount: ITEMS, ...entries, values: Float32Array.from(values) };
}

/** Scores of which some are not known, on a scale on which 0 says nothing. */
function byMix(): Lists {
  const rows = gaussianRows(createRandom(8), ITEMS, ITEMS).values;
  const isSilent = Uint8Array.from(EVERY_ITEM, (item) => (item % 3 === 0 ? 1 : 0));
  const scoresOf = (history: Uint32Array) => {
    const first = history[0] ?? 0;
    return { scores: rows.slice(first * ITEMS, (first + 1) * ITEMS), isSilent };
  };
  return createScoresRetrieval({ by: "scores", scoresOf }, undefined, context);
}

const plainWeights = scoresOfWeights({ by: "weights", weights: weights() });

const FORMS: readonly (readonly [string, Lists])[] = [
  ["factors, f32", byFactors("f32")],
  ["factors, int8", byFactors("int8")],
  ["weights", createWeightsRetrieval({ by: "weights", weights: weights() }, context)],
  ["scores", createScoresRetrieval(plainWeights, plainWeights.similarTo, context)],
  ["a mix, which says nothing of some items", byMix()],
];

interface Listed {
  readonly item: number;
  readonly score: number;
  readonly isPopular: boolean;
}

const listed = ({ ranking: { items, scores, popular } }: Retrieved): Listed[] =>
  Array.from(items, (item, place) => ({ item, score: scores[place] ?? 0, isPopular: popular?.[place] === 1 }));

const raised = (score: number, boost: number) => Math.fround(score < 0 ? score / boost : score * boost);

/** The whole plain list with the boosts put on afterwards: what has signal by score, popular items by popularity. */
function twin(whole: readonly Listed[], boost: Float32Array, signBreaks: boolean): Listed[] {
  const scored = whole
    .filter(({ isPopular }) => !isPopular)
    .map((one) => ({ ...one, score: raised(one.score, boost[one.item] ?? 1) }))
    .sort((a, b) => b.score - a.score || a.item - b.item);
  const popular = whole
    .filter(({ isPopular }) => isPopular)
    .sort((a, b) => standing(b, boost) - standing(a, boost) || a.item - b.item);
  const isLiked = ({ score }: Listed) => !signBreaks || score > 0;
  return [...scored.filter(isLiked), ...popular, ...scored.filter((one) => !isLiked(one))];
}

const standing = ({ item }: Listed, boost: Float32Array) => raised(POPULARITY[item] ?? 0, boost[item] ?? 1);

function randomBoost(own: Random, itemCount = ITEMS): Float32Array {
  return Float32Array.from({ length: itemCount }, () => 10 ** (4 * own.nextFloat() - 2));
}

function randomFilter(own: Random, itemCount = ITEMS): CompiledFilter | undefined {
  if (own.nextFloat() < 0.5) return undefined;
  const items = Array.from({ length: itemCount }, (_, item) => item).filter(() => own.nextFloat() < 0.6);
  return onlyItems(Uint32Array.from(items), itemCount);
}

const idsOf = (list: readonly Listed[]) => list.map(({ item, isPopular }) => `${item}${isPopular ? " popular" : ""}`);
const scoresOf = (list: readonly Listed[]) => list.filter(({ isPopular }) => !isPopular).map(({ score }) => score);

describe.each(FORMS)("lists by %s", (name, lists) => {
  it("with boosts are the plain lists with the boosts put on, in 200 random requests", () => {
    seeded(60, (own) => {
      for (let trial = 0; trial < 200; trial++) {
        const history = Uint32Array.of(own.nextInteger(ITEMS));
        const options: RetrievalOptions = { filter: randomFilter(own), exclude: history };
        const boost = randomBoost(own);
        const k = 1 + own.nextInteger(trial % 2 === 0 ? 20 : ITEMS);
        const one = Float32Array.of(1);
        const wanted = twin(listed(lists.scan(history, one, ITEMS, options)), boost, !name.includes("mix")).slice(0, k);
        const found = listed(lists.scan(history, one, k, { ...options, boost }));
        expect(idsOf(found), `trial ${trial}`).toEqual(idsOf(wanted));
        expect(scoresOf(found), `trial ${trial}`).toEqual(scoresOf(wanted));
      }
    });
  });

  it("for many at a time have the same boosts", () => {
    seeded(61, (own) => {
      const boost = randomBoost(own);
      const filter = randomFilter(own);
      const rows = Array.from({ length: 9 }, () => {
        const history = Uint32Array.of(own.nextInteger(ITEMS));
        return { history, weights: Float32Array.of(1), exclude: history };
      });
      const together = lists.scanBatch?.(rows, 15, { filter, boost });
      if (!together) return;
      for (const [row, { history, weights: given, exclude }] of rows.entries()) {
        const alone = lists.scan(history, given, 15, { filter, exclude, boost });
        expect(together[row] && listed(together[row])).toEqual(listed(alone));
      }
    });
  });

  it("of similar items are the plain ones with the boosts put on", () => {
    const { similar } = lists;
    if (!similar) return;
    seeded(62, (own) => {
      for (let trial = 0; trial < 50; trial++) {
        const item = own.nextInteger(ITEMS);
        const options = { filter: randomFilter(own), exclude: Uint32Array.of(item) };
        const boost = randomBoost(own);
        const k = 1 + own.nextInteger(30);
        const wanted = twin(listed(similar(item, ITEMS, options)), boost, false).slice(0, k);
        const found = listed(similar(item, k, { ...options, boost }));
        expect(found, `trial ${trial}`).toEqual(wanted);
      }
    });
  });
});

it("a search in two passes lists by boosted scores of f32", () => {
  const count = TWO_PASS_ITEMS;
  const lists = byFactors("f32", count);
  seeded(63, (own) => {
    for (let trial = 0; trial < 3; trial++) {
      const history = Uint32Array.of(own.nextInteger(count));
      const options = { filter: undefined, exclude: history };
      const boost = randomBoost(own, count).map((b) => Math.sqrt(b));
      const whole = lists.scan(history, Float32Array.of(1), 4000, options).ranking;
      const best = Array.from(whole.items, (item, place) => ({
        item,
        score: raised(whole.scores[place] ?? 0, boost[item] ?? 1),
      }))
        .sort((a, b) => b.score - a.score || a.item - b.item)
        .slice(0, 10);
      const found = lists.scan(history, Float32Array.of(1), 10, { ...options, boost }).ranking;
      expect([...found.items]).toEqual(best.map(({ item }) => item));
      expect([...found.scores]).toEqual(best.map(({ score }) => score));
    }
  });
});

describe("items whose scores are noise", () => {
  /** 40 items with signal, and as many whose cosine with it is 10⁻⁶. */
  const rows = Float32Array.from(
    Array.from({ length: 80 }, (_, item) => (item < 40 ? [1 + item / 100, 0] : [1e-6, 1])).flat(),
  );
  const popularity = Float32Array.from({ length: 80 }, (_, item) => 80 - item);
  const lists = createFactorRetrieval(
    {
      ...{ by: "factors", factors: { precision: "f32", values: rows }, factorCount: 2 },
      query: (index, items) => index.factorsOf(items.subarray(0, 1)),
    },
    { kernelModule: module, popularity },
    FACTOR_EXTRAS,
  );
  /** Lifts every noise above what has signal. */
  const boost = Float32Array.from({ length: 80 }, (_, item) => (item < 40 ? 0.001 : 1000));
  const options = { filter: undefined, exclude: Uint32Array.of(0), boost };

  it.each([1, 5, 20, 39])("do not rise into a list of %i items by a boost", (k) => {
    const { ranking } = lists.scan(Uint32Array.of(0), Float32Array.of(1), k, options);
    expect([...ranking.items]).toEqual(Array.from({ length: k }, (_, place) => 39 - place));
    expect(lists.similar?.(0, k, options).ranking.items).toHaveLength(k);
  });

  it("stand behind, by popularity with their boosts", () => {
    const { ranking } = lists.scan(Uint32Array.of(0), Float32Array.of(1), 50, options);
    expect([...ranking.items.subarray(39)]).toEqual(Array.from({ length: 11 }, (_, place) => 40 + place));
    expect([...(ranking.popular ?? [])].indexOf(1)).toBe(39);
    expect(lists.similar?.(0, 50, options).ranking.items).toHaveLength(39);
  });
});

it("the order of popularity is that of a sort by comparison, whatever the numbers", () => {
  seeded(64, (own) => {
    for (const count of [0, 1, 2, 3000]) {
      const numbers = Float32Array.from({ length: count }, () => {
        const kind = own.nextInteger(4);
        if (kind === 0) return own.nextInteger(5) - 2;
        return kind === 1 ? -0 : own.nextGaussian() * 10 ** (10 * own.nextFloat() - 5);
      });
      const order = Array.from(numbers.keys()).sort((a, b) => numbers[b]! - numbers[a]! || a - b);
      expect([...popularityOrder(numbers)]).toEqual(order);
    }
  });
});
