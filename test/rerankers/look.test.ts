import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import type { ItemFactors } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import { createRandom } from "../../src/random.ts";
import { lookOf } from "../../src/rerankers/look.ts";
import { personOf } from "../../src/rerankers/person.ts";
import { following, retrieverOf } from "../../src/rerankers/retriever.ts";

const kernels = await kernelModule();
const random = createRandom(11);
const [ITEM_COUNT, FACTORS] = [37, 11];
const popularity = Float32Array.from({ length: ITEM_COUNT }, (_, item) => ITEM_COUNT - item);
const HISTORY = Uint32Array.of(2, 5, 9, 14, 20, 30);
const WEIGHTS = Float32Array.of(1, 2, 0.5, 1, 3, 1);
const SEQUENCE = Uint32Array.of(20, 2, 14, 9);
const person = personOf(HISTORY, WEIGHTS, SEQUENCE);
const asked = {
  items: Uint32Array.of(36, 0, 7, 5, 19, 3),
  recent: Uint32Array.of(9, 14, 2),
  sums: [Float32Array.of(1, 0, -1, 0.5, 0, 2), new Float32Array(6).fill(1 / 6)],
};

function lookAt(served: ServedModel) {
  const retrieval = createRetrieval(served, { kernelModule: kernels, popularity });
  if (!retrieval) throw new Error("expected a retrieval");
  const { look, knowsLikeness } = lookOf(served, retrieval);
  return { seen: look(person, WEIGHTS, asked), knowsLikeness, retriever: retrieverOf("one", served, retrieval) };
}

/** All of what is seen against f64, and the scores against those of lists. */
function expectSeen(
  { seen, retriever }: ReturnType<typeof lookAt>,
  scoreOf: (item: number) => number,
  likeness: (item: number, other: number) => number,
): void {
  const { items, recent, sums } = asked;
  const { values, width, recentAt, sumsAt } = seen;
  expect(values).toHaveLength(6 * width);
  for (const [row, item] of items.entries()) {
    expect(values[row * width], `score of ${item}`).toBeCloseTo(scoreOf(item), 4);
    for (const [place, other] of recent.entries()) {
      expect(values[row * width + recentAt + place], `${item} and ${other}`).toBeCloseTo(likeness(item, other), 4);
    }
    for (const [at, weights] of sums.entries()) {
      const sum = HISTORY.reduce((total, other, place) => total + weights[place]! * likeness(item, other), 0);
      expect(values[row * width + sumsAt + at], `sum ${at} of ${item}`).toBeCloseTo(sum, 4);
    }
  }
  const list = retriever.best(person, ITEM_COUNT, { filter: undefined, exclude: new Uint32Array(0) });
  expect(list.items.length).toBeGreaterThan(5);
  for (const [place, item] of list.items.entries()) {
    const row = items.indexOf(item);
    if (row >= 0) expect(list.scores[place]).toBeCloseTo(values[row * width]!, 4);
  }
}

describe.each(["f32", "int8"] as const)("a look by factors, %s", (precision) => {
  const values = Float32Array.from({ length: ITEM_COUNT * FACTORS }, () => random.nextGaussian());
  // Item 7 has no factors: it is like nothing.
  values.fill(0, 7 * FACTORS, 8 * FACTORS);
  const rows = { rowCount: ITEM_COUNT, columnCount: FACTORS, values };
  const quantised = quantiseRows(rows);
  const factors: ItemFactors =
    precision === "f32" ? { precision, values } : { precision, values: quantised.values, scales: quantised.scales };
  const exact =
    precision === "f32" ? values : dequantise({ ...rows, values: quantised.values }, quantised.scales).values;
  const rowOf = (item: number): number[] => Array.from({ length: FACTORS }, (_, at) => exact[item * FACTORS + at]!);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const user = Float32Array.from({ length: FACTORS }, () => random.nextGaussian());

  it.each([undefined, 7])("has scores, and the cosine in the leading lanes: %j", (likenessLanes) => {
    const cosine = (item: number, other: number): number => {
      const [a, b] = [item, other].map((one) => rowOf(one).slice(0, likenessLanes ?? FACTORS));
      const lengths = Math.sqrt(dot(a!, a!) * dot(b!, b!));
      return lengths === 0 ? 0 : dot(a!, b!) / lengths;
    };
    const served: ServedModel = {
      retrieve: { by: "factors", factors, factorCount: FACTORS, likenessLanes, query: () => user.slice() },
    };
    const found = lookAt(served);
    expect(found.knowsLikeness).toBe(true);
    expectSeen(found, (item) => dot(rowOf(item), [...user]), cosine);
    const { values: all, width, recentAt } = found.seen;
    expect([...all.subarray(2 * width + recentAt, 2 * width + recentAt + 3)]).toEqual([0, 0, 0]);
  });

  it("asks for the factors of the user with the order of the history, once", () => {
    const queries: unknown[] = [];
    const query = (_: unknown, items: Uint32Array, weights: Float32Array, sequence?: Uint32Array) => {
      queries.push([[...items], [...weights], [...(sequence ?? [])]]);
      return user;
    };
    lookAt({ retrieve: { by: "factors", factors, factorCount: FACTORS, query } });
    expect(queries).toEqual([[[...HISTORY], [...WEIGHTS], [...SEQUENCE]]]);
  });
});

describe("a look by weights between items", () => {
  const entries = Array.from({ length: ITEM_COUNT * ITEM_COUNT }, (_, at) => at).filter(
    (at) => Math.floor(at / ITEM_COUNT) !== at % ITEM_COUNT && (at * 7919) % 10 < 4,
  );
  const weights: Csr = csrFromCoordinates(
    ITEM_COUNT,
    ITEM_COUNT,
    Uint32Array.from(entries, (at) => Math.floor(at / ITEM_COUNT)),
    Uint32Array.from(entries, (at) => at % ITEM_COUNT),
    Float32Array.from(entries, () => random.nextGaussian()),
  );
  const weightOf = (from: number, to: number): number => {
    for (let at = weights.offsets[from]!; at < weights.offsets[from + 1]!; at++) {
      if (weights.indices[at] === to) return weights.values[at]!;
    }
    return 0;
  };
  const likeness = (item: number, other: number): number => weightOf(other, item);

  it("has scores, and the weight from each item of the history", () => {
    const found = lookAt({ retrieve: { by: "weights", weights } });
    expect(found.knowsLikeness).toBe(true);
    const scoreOf = (item: number): number =>
      HISTORY.reduce((sum, other, at) => sum + WEIGHTS[at]! * weightOf(other, item), 0);
    expectSeen(found, scoreOf, likeness);
  });

  it("weighs the history as the model does, also by order, where items of weight 0 still add to other sums", () => {
    const weigh = (own: Float32Array, items: Uint32Array, sequence?: Uint32Array): Float32Array =>
      own.map((weight, at) => (sequence?.includes(items[at]!) ? weight * 2 : 0));
    const found = lookAt({ retrieve: { by: "weights", weights, weigh } });
    const scoreOf = (item: number): number =>
      HISTORY.reduce((sum, other, at) => {
        return SEQUENCE.includes(other) ? sum + 2 * WEIGHTS[at]! * weightOf(other, item) : sum;
      }, 0);
    expectSeen(found, scoreOf, likeness);
  });

  it("leaves nothing behind for the next look", () => {
    const served: ServedModel = { retrieve: { by: "weights", weights } };
    const { look } = lookOf(served, createRetrieval(served, { kernelModule: kernels, popularity }) ?? {});
    const first = look(person, WEIGHTS, asked);
    look(person, WEIGHTS, { ...asked, items: Uint32Array.from({ length: ITEM_COUNT }, (_, item) => item) });
    expect(look(person, WEIGHTS, asked)).toEqual(first);
  });

  it("is the same to the last bit of a matrix that is too large for the kernels", () => {
    const served: ServedModel = { retrieve: { by: "weights", weights } };
    expect(lookOf(served, {}).look(person, WEIGHTS, asked)).toEqual(lookAt(served).seen);
  });
});

describe("the best of a retriever", () => {
  it.each([1, 3, 8, ITEM_COUNT])("are what a whole list says before its popular items, %i of them", (width) => {
    // Item 2 reaches few others, and advises against one.
    const weights = csrFromCoordinates(
      ITEM_COUNT,
      ITEM_COUNT,
      Uint32Array.of(2, 2, 2, 5, 5),
      Uint32Array.of(1, 8, 30, 8, 12),
      Float32Array.of(0.5, 2, -1, 1, 0.25),
    );
    const served: ServedModel = { retrieve: { by: "weights", weights } };
    const retrieval = createRetrieval(served, { kernelModule: kernels, popularity });
    if (!retrieval) throw new Error("expected a retrieval");
    const options = { filter: undefined, exclude: Uint32Array.of(12) };
    const { items, scores } = retrieverOf("one", served, retrieval).best(person, width, options);
    const whole = following(retrieval.scan(HISTORY, WEIGHTS, width, options));
    expect([[...items], [...scores]]).toEqual([[...whole.items], [...whole.scores]]);
    expect([...items]).toEqual([8, 1].slice(0, width));
  });
});

describe("other looks", () => {
  it("by scores of a model's own have these, 0 where nothing follows, and know no likeness", () => {
    const scores = Float32Array.from({ length: ITEM_COUNT }, (_, item) => item / 2);
    const isSilent = Uint8Array.from({ length: ITEM_COUNT }, (_, item) => Number(item === 36));
    const served: ServedModel = { retrieve: { by: "scores", scoresOf: () => ({ scores, isSilent }) } };
    const { seen, knowsLikeness } = lookAt(served);
    expect(knowsLikeness).toBe(false);
    expect([...seen.values]).toEqual([0, 0, 3.5, 2.5, 9.5, 1.5]);
    expect(seen.width).toBe(1);
  });

  it("by popularity see nothing", () => {
    const { look, knowsLikeness } = lookOf({ retrieve: { by: "popularity" } }, {});
    expect(knowsLikeness).toBe(false);
    expect([...look(person, WEIGHTS, asked).values]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("of a history without items score 0 and find nobody", () => {
    const values = new Float32Array(ITEM_COUNT * FACTORS).fill(1);
    const query = () => {
      throw new Error("there is nobody to fold in");
    };
    const served: ServedModel = {
      retrieve: { by: "factors", factors: { precision: "f32", values }, factorCount: FACTORS, query },
    };
    const retrieval = createRetrieval(served, { kernelModule: kernels, popularity });
    const retriever = retrieval && retrieverOf("one", served, retrieval);
    const nobody = personOf(new Uint32Array(0), new Float32Array(0), undefined);
    const options = { filter: undefined, exclude: new Uint32Array(0) };
    expect(retriever?.best(nobody, 5, options).items).toHaveLength(0);
    const seen = retriever?.look(nobody, { items: asked.items, recent: new Uint32Array(0), sums: [] });
    const { values: table = new Float32Array(0), width = 0 } = seen ?? {};
    expect(Array.from(asked.items, (_, row) => table[row * width])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
