import { describe, expect, it } from "vitest";
import { rowIndices } from "../../src/data/csr.ts";
import { createCategoryColumn, emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { DataError, OptionsError } from "../../src/errors.ts";
import { ITEM_ROWS } from "../../src/models/networks/encoded-history.ts";
import { ENCODER } from "../../src/models/networks/encoder.ts";
import { trainTwoTower } from "../../src/models/networks/train-two-tower.ts";
import { twoTower } from "../../src/models/networks/two-tower.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { packState } from "../../src/packing/pack-state.ts";
import { checkerboard, matrixOf } from "./fixtures.ts";
import { dataOf, type TestTraining, trainOn } from "./train.ts";

const SMALL = { factors: 8, batchSize: 8, negatives: 16, epochs: 40 };
const train = async (matrix = checkerboard(20), options: object = {}, training: TestTraining = {}) =>
  trainOn(trainTwoTower, matrix, { feedback: "implicit", ...training, options: { ...SMALL, ...options } });

/** Items 0 to 39: even ones are red, odd ones blue. */
function colours(count: number, colourOf = (item: number): string[] => [item % 2 === 0 ? "red" : "blue"]): ItemTable {
  const items = Array.from({ length: count }, (_, item) => item);
  return {
    ...emptyItemTable(createVocabulary(items.map((item) => `i${item}`))),
    categories: new Map([["colour", createCategoryColumn(items.map(colourOf))]]),
    texts: new Map([["plot", items.map(() => "")]]),
  };
}

/** Thirty users who have eight of sixteen items of their colour; items from 32 on nobody has. */
const COLD = [32, 33, 34, 35, 36, 37, 38, 39];
const fans = matrixOf(
  40,
  Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 16 }, (_, place) => 2 * place + (user % 2)).filter(
      (_, place) => (7 * place + 3 * user) % 16 < 8,
    ),
  ),
);
const CONTENT = { columns: "colour", minDocumentFrequency: 1 };
/** Cold items for a user, best first. */
const coldListOf = ({ recommendBatch }: Awaited<ReturnType<typeof train>>, history: number[]): number[] =>
  [...recommendBatch(matrixOf(40, [history]), 40).items].filter((item) => COLD.includes(item));

describe("two-tower", () => {
  it("states the memory of texts before they are read: a table of 25,000 terms with both moments, and checkpoints of it", () => {
    const statedFor = (columns: string) => {
      const options = twoTower.readOptions({ columns });
      return trainTwoTower.memory?.(options, { users: 1000, items: 2000, interactions: 50_000 }, 1);
    };
    const [without, read] = [statedFor("none"), statedFor("auto")];
    const table = 4 * 25_000 * 64;
    const more = (part: "kernelBytes" | "checkpointBytes"): number => (read?.[part] ?? 0) - (without?.[part] ?? 0);
    expect(more("kernelBytes")).toBeGreaterThan(3 * table);
    // A copy and a file, of the weights with both moments, and of the best weights.
    expect(more("checkpointBytes") / (2 * 4 * table)).toBeCloseTo(1, 1);
  });

  it.each<[string, object]>([
    ["cosine", {}],
    ["dot", { similarity: "dot", temperature: 1 }],
    ["a layer for histories", { historyHidden: 12 }],
    ["a layer for items", { itemHidden: 12 }],
    ["layers for both, dot", { historyHidden: 12, itemHidden: 12, similarity: "dot", temperature: 1 }],
  ])("scores by the towers that it trained: %s", async (_, options) => {
    const { recommendBatch, fitted, options: used } = await train(fans, options);
    const state = (name: string) => Float64Array.from(fitted.state.get(name)?.values ?? []);
    const shape = twoTower.readOptions(used);
    const unit = (x: number[]) => {
      const length = shape.similarity === "cosine" ? Math.hypot(...x) : 1;
      return x.map((value) => value / length);
    };
    const [table, width] = [state(ENCODER), shape.factors];
    const row = (item: number) => [...table.subarray(item * width, (item + 1) * width)];
    const dense = (x: number[], kernel: Float64Array, bias: Float64Array) =>
      [...bias].map(
        (own, unit) => own + x.reduce((sum, value, at) => sum + value * kernel[at * bias.length + unit]!, 0),
      );
    const history = [0, 2, 6];
    let user = [...state("encoderBias")].map(
      (bias, lane) => bias + history.reduce((sum, item) => sum + row(item)[lane]!, 0) / Math.sqrt(history.length),
    );
    if (shape.historyHidden > 0) {
      user = dense(user, state("hidden1"), state("hidden1Bias")).map(Math.tanh);
      user = dense(user, state("hidden2"), state("hidden2Bias"));
    }
    const rows = fitted.state.has(ITEM_ROWS) ? state(ITEM_ROWS) : table;
    expect(fitted.state.has(ITEM_ROWS)).toBe(shape.itemHidden > 0);
    const { items, scores } = recommendBatch(matrixOf(40, [history]), 40);
    for (const [place, item] of items.subarray(0, 37).entries()) {
      const tower = unit([...rows.subarray(item * width, (item + 1) * width)]);
      const expected = unit(user).reduce((sum, value, lane) => sum + value * tower[lane]!, 0) / shape.temperature;
      expect(scores[place]).toBeCloseTo(expected, 3);
    }
  });

  it("puts items of the user's colour first, whether they have layers or not", async () => {
    for (const options of [{}, { historyHidden: 12, itemHidden: 12 }]) {
      const { recommendBatch } = await train(fans, options);
      for (const user of [0, 1]) {
        const best = [...recommendBatch(matrixOf(40, [[...rowIndices(fans, user)]]), 8).items];
        expect(best.map((item) => item % 2)).toEqual(new Array(8).fill(user));
      }
    }
  });

  it("ranks items that nobody has by their content, and behind what is like the history without", async () => {
    const items = colours(40);
    const withContent = await train(fans, CONTENT, { items });
    for (const colour of [0, 1]) {
      const history = [...rowIndices(fans, colour)];
      expect(coldListOf(withContent, history).slice(0, 4)).toEqual(COLD.filter((item) => item % 2 === colour));
    }
    const without = await train(fans, {}, { items });
    const best = [...without.recommendBatch(matrixOf(40, [[0, 2, 6]]), 13).items];
    expect(best.filter((item) => COLD.includes(item) || item % 2 === 1)).toEqual([]);
  });

  it("knows the same of a cold item with a layer behind the sum, and from a history of cold items", async () => {
    const model = await train(fans, { ...CONTENT, itemHidden: 12, historyHidden: 12 }, { items: colours(40) });
    expect(coldListOf(model, [...rowIndices(fans, 1)]).slice(0, 4)).toEqual([33, 35, 37, 39]);
    const linear = await train(fans, CONTENT, { items: colours(40) });
    const best = [...linear.recommendBatch(matrixOf(40, [[32, 34]]), 8).items];
    expect(best.map((item) => item % 2)).toEqual(new Array(8).fill(0));
  });

  it("answers nearly the same from rows of one byte a number, which stand in the state once", async () => {
    const { fitted, recommendBatch } = await train(fans);
    const { state } = await packState(trainTwoTower, fitted, { precision: "int8", cuts: [] }, 40);
    expect(state.get(ENCODER)?.values).toBeInstanceOf(Int8Array);
    const packed = await restoreTrained(trainTwoTower, { options: fitted.options, state }, dataOf(fans, "implicit"));
    const [whole, small] = [recommendBatch(fans, 40), packed.recommendBatch(fans, 40)];
    const scoresOf = ({ items, scores }: typeof whole) =>
      new Map(Array.from(items.subarray(0, 32), (item, place) => [item, scores[place]!]));
    const found = scoresOf(small);
    for (const [item, score] of scoresOf(whole)) expect(Math.abs(found.get(item)! - score)).toBeLessThan(0.2);
  });

  it("has other rows for another seed, and the same for the same", async () => {
    const rowsOf = async (seed: number) => (await train(fans, {}, { seed })).fitted.state.get(ENCODER)?.values;
    const first = await rowsOf(3);
    expect(await rowsOf(3)).toEqual(first);
    expect(await rowsOf(4)).not.toEqual(first);
  });

  it("stops early by users that are kept from training", async () => {
    const options = { validationShare: 0.2, patience: 1, epochs: 200, learningRate: 0.05 };
    const epochs: number[] = [];
    await train(fans, options, { onEpoch: ({ epoch }) => epochs.push(epoch) });
    expect(epochs.length).toBeLessThan(200);
  });

  it("says what is wrong with data", async () => {
    const refused = (matrix: typeof fans, options: object, items?: ItemTable) =>
      train(matrix, options, items ? { items } : {}).catch((error: Error) => error);
    expect(await refused(matrixOf(1, [[0]]), {})).toMatchObject({
      code: "too-few-items",
      message: "two-tower: expected two items or more to choose from, got 1",
    });
    expect(await refused(matrixOf(3, [[0], [2], []]), {})).toMatchObject({
      code: "no-interactions",
      message: "two-tower: expected users with two items or more to learn from, got none",
    });
    const items = colours(40);
    const missing = await refused(fans, { columns: "color" }, items);
    expect(missing).toBeInstanceOf(OptionsError);
    expect(missing).toMatchObject({
      message: 'two-tower: columns: expected auto or some of title, plot, colour; got "color" (did you mean colour?)',
    });
    const empty = await refused(fans, { columns: "plot" }, items);
    expect(empty).toBeInstanceOf(DataError);
    expect(empty).toMatchObject({
      code: "no-text",
      message: expect.stringContaining("two-tower: expected items with text in plot"),
    });
    expect(await refused(fans, { ...CONTENT, minDocumentFrequency: 100 }, items)).toMatchObject({
      code: "no-text",
      message:
        "two-tower: minDocumentFrequency: expected terms in 100 items or more, got none; lower it, or name other columns",
    });
  });

  it("refuses columns that the catalogue does not have before it trains", () => {
    const options = twoTower.readOptions({ columns: "color" });
    expect(() => trainTwoTower.checkColumns?.(options, { items: colours(4) })).toThrow('got "color"');
    expect(() => trainTwoTower.checkColumns?.(twoTower.readOptions({}), { items: colours(4) })).not.toThrow();
  });

  it("refuses a temperature of 0, and says when a batch is larger than the data", async () => {
    await expect(train(fans, { temperature: 0 })).rejects.toThrow(
      /temperature: expected a number from 0\.001 to 1000, got 0/,
    );
    const said: string[] = [];
    await train(fans, { batchSize: 1000, epochs: 1 }, { onPhase: (phase) => said.push(phase) });
    expect(said.join()).toContain("batchSize 1000 is more than there are: all 30 examples a batch");
  });
});
