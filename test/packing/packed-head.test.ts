import { describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { rowIndices, rowSequence, rowValues } from "../../src/data/csr.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import type { ModelState } from "../../src/models/state.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import { startBackend } from "../../src/neural/backend.node.ts";
import { type TrainRequest, trainArtefact } from "../../src/packing/train-artefact.ts";
import { divideStates } from "../../src/rerankers/divide-states.ts";
import { itemFacts } from "../../src/rerankers/item-facts.ts";
import { createRerankedModel } from "../../src/rerankers/reranked-model.ts";
import type { FittedRetrieval } from "../../src/rerankers/retrieval-plan.ts";
import { retrieverOf } from "../../src/rerankers/retriever.ts";
import { restoreHead } from "../../src/rerankers/served.ts";
import { stateOfArtefact } from "../../src/serving/artefact-state.ts";
import { temporaryFolder } from "../cli/nearedge.ts";
import { tastes } from "../cli/tables.ts";

const { write } = temporaryFolder();
const table = tastes();
const ITEMS = write("items.csv", table.items);
/** user, item and time of each row. */
const ROWS = table.interactions
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","));
const K = 8;

/** The same interactions, with times or ratings or without. */
function dataset(timed: boolean, rated: boolean): Promise<Dataset> {
  const header = ["userId", "itemId", ...(rated ? ["rating"] : []), ...(timed ? ["timestamp"] : [])];
  const lines = ROWS.map(([user, item, time], row) => {
    return [user, item, ...(rated ? [1 + ((row * 7) % 5)] : []), ...(timed ? [time] : [])].join();
  });
  const path = write(`tastes-${timed}-${rated}.csv`, [header.join(), ...lines, ""].join("\n"));
  return openDataset(path, { itemsPath: ITEMS });
}

async function train(data: Dataset, request: Partial<TrainRequest>) {
  const whole = { model: "implicit-als", head: "linear", name: undefined, users: true, options: {}, ...request };
  const trained = await trainArtefact(data, whole, { seed: 42, threads: 1 });
  const files = new Map(trained.files.map(({ name, bytes }) => [name, bytes]));
  return { trained, artefact: await decodeArtefact(async (name) => files.get(name) ?? new Uint8Array()) };
}

/** The lists of what an artefact holds, as evaluation makes them. */
async function measuredLists(artefact: Artefact, { interactions, items }: Dataset, itemTimes = false) {
  const { manifest, state = new Map() } = artefact;
  const { head } = manifest;
  const restored = await restoreHead(artefact, startBackend);
  if (!head || !restored) throw new Error("the artefact has a head");
  const { retrievers = [], candidateCount } = head;
  const { beside } = divideStates(state, retrievers.length);
  const matrix = toOrderedCsr(interactions);
  const restore = async (kind: string, options: OptionValues, own: ModelState): Promise<FittedRetrieval> => {
    const trainer = trainableModel(kind);
    if (!trainer) throw new Error(`${kind} can be trained`);
    const model = await restoreTrained(trainer, { options, state: own }, { interactions, matrix });
    if (!model.retrieval) throw new Error(`${kind} finds items`);
    return { model, retriever: retrieverOf(kind, model.served, model.retrieval) };
  };
  const first = await restore(manifest.model.kind, manifest.model.options, stateOfArtefact(artefact));
  const others = await Promise.all(
    retrievers.map(({ kind, options }, place) => restore(kind, options, beside[place] ?? new Map())),
  );
  const facts = itemFacts(interactions, items, itemTimes);
  const model = createRerankedModel([first, ...others], restored, candidateCount, facts);
  const lists = model.recommendBatch(matrix, K);
  restored.dispose();
  return Array.from({ length: matrix.rowCount }, (_, user) =>
    Array.from({ length: K }, (_, place) => [
      interactions.itemIds.ids[lists.items[user * K + place]!],
      lists.scores[user * K + place],
    ]),
  );
}

const SMALL = { factors: 1, epochs: 3 };

type Case = [name: string, timed: boolean, rated: boolean, beside: readonly string[], request: Partial<TrainRequest>];

describe.each<Case>([
  ["without times", false, false, ["slim"], { options: SMALL }],
  ["of ratings without times", false, true, ["slim"], { options: SMALL }],
  ["of ratings with times, in int8", true, true, ["slim", "rp3beta"], { options: { ...SMALL, precision: "int8" } }],
  [
    "with times, others behind weights",
    true,
    false,
    ["implicit-als", "item-markov"],
    { model: "rp3beta", options: { keep: 2 } },
  ],
  ["of ratings with times of items", true, true, ["slim", "rp3beta"], { options: SMALL, itemTimes: true }],
])("an artefact of interactions %s", async (_, timed, rated, beside, request) => {
  const data = await dataset(timed, rated);
  // By default the chain over the last items is one where there are times.
  const retrievers = request.model === undefined && beside.length > 1 ? beside : undefined;
  const { trained, artefact } = await train(data, { retrievers, ...request });
  const { manifest } = artefact;
  const engine = await recommenderOf(artefact);
  const { userIds, itemIds } = data.interactions;
  const matrix = toOrderedCsr(data.interactions);

  it("names what its head was made of", () => {
    expect(manifest.formatVersion).toBe(4);
    expect(manifest.head).toEqual(trained.head);
    expect(manifest.head).toMatchObject({
      kind: "linear",
      question: timed ? "next" : "missing",
      fittedTo: expect.stringMatching(/^[0-9a-f]{64}$/),
      validation: { lists: expect.any(Number), head: { "ndcg@10": expect.any(Number) } },
    });
    expect(manifest.head?.retrievers?.map(({ kind }) => kind)).toEqual(beside);
    const names = manifest.head?.features ?? [];
    for (const kind of [manifest.model.kind, ...beside]) expect(names).toContain(`${kind}.score`);
    expect(names.includes("mean-value")).toBe(rated);
    expect(names.includes("age")).toBe(request.itemTimes === true);
    const subjects = trained.evaluations.map(({ subject, protocol }) => [subject, protocol]);
    expect(subjects).toContainEqual(["retrieval+head", timed ? "hold-out of the last" : "hold-out per user:0.1"]);
    expect(new Set(subjects.map(([, protocol]) => protocol)).size).toBe(1);
  });

  it("keeps histories as they were given where features read values, in their order", () => {
    expect(manifest.data.historyValues).toBe(rated ? "given" : undefined);
    expect(manifest.data.historyOrder).toBe(timed ? "oldest-first" : undefined);
    const { histories } = artefact.users!;
    for (let user = 0; user < matrix.rowCount; user++) {
      const items = [...rowIndices(histories, user)];
      if (timed) expect(items).toEqual([...(rowSequence(matrix, user) ?? [])]);
      else expect(items).toEqual([...rowIndices(matrix, user)]);
      const values = new Map(Array.from(rowIndices(matrix, user), (item, at) => [item, rowValues(matrix, user)[at]]));
      const expected = items.map((item) => (rated ? values.get(item) : 1));
      expect([...rowValues(histories, user)]).toEqual(expected);
    }
  });

  it("serves the lists that were measured, of stored histories and of those that are sent", async () => {
    const lists = await measuredLists(artefact, data, request.itemTimes);
    let reordered = 0;
    for (const [user, list] of lists.entries()) {
      const found = engine.recommend({ userId: userIds.ids[user]!, k: K });
      expect(found.reranked).toBe(true);
      expect(found.items.map(({ itemId, score }) => [itemId, score])).toEqual(list);
      const plain = engine.recommend({ userId: userIds.ids[user]!, k: K, rerank: false }).items;
      if (plain.some(({ itemId }, place) => itemId !== found.items[place]?.itemId)) reordered++;
      // Without times nothing says in what order a history was: what is sent has one.
      if (!timed) continue;
      const values = new Map(Array.from(rowIndices(matrix, user), (item, at) => [item, rowValues(matrix, user)[at]!]));
      const history = Array.from(rowSequence(matrix, user) ?? [], (item) => ({
        itemId: itemIds.idOf(item),
        ...(rated ? { value: values.get(item)! } : {}),
      }));
      const sent = engine.recommend({ history, k: K });
      expect(sent.items).toEqual(found.items);
      // A part of it that is sent again changes nothing but the order.
      const again = engine.recommend({ userId: userIds.ids[user]!, history: history.slice(-2), k: K });
      expect(again.items).toEqual(found.items);
    }
    expect(reordered).toBeGreaterThan(10);
  });

  it("answers many users as each alone", () => {
    const people = userIds.ids.map((userId) => ({ userId }));
    expect(engine.recommendMany(people, { k: K })).toEqual(
      people.map((person) => engine.recommend({ ...person, k: K })),
    );
  });

  it.runIf(rated)("reads values that are sent", () => {
    const ids = ROWS.filter(([user]) => user === "u3").map(([, item]) => item!);
    const listOf = (given: (at: number) => number | undefined) =>
      engine.recommend({ history: ids.map((itemId, at) => ({ itemId, value: given(at) })), k: 20 }).items;
    const rising = listOf((at) => 1 + (at % 5));
    expect(listOf((at) => 5 - (at % 5))).not.toEqual(rising);
    // Values all alike say what no values say.
    expect(listOf(() => 3).map(({ itemId }) => itemId)).toEqual(listOf(() => undefined).map(({ itemId }) => itemId));
  });

  it("answers a history of one item, of repeated items, of a thousand, and of unknown ones", () => {
    const [id = ""] = itemIds.ids;
    expect(engine.recommend({ history: [id] })).toMatchObject({ reranked: true, fallback: undefined });
    const twice = engine.recommend({ history: [id, "i7", id, "i7"], k: K });
    expect(twice.items).toEqual(engine.recommend({ history: [id, "i7"], k: K }).items);
    const thousand = Array.from({ length: 1000 }, (_, at) => (at % 3 === 0 ? `i${at % 21}` : `unknown ${at}`));
    const answer = engine.recommend({ history: thousand, k: K });
    expect(answer.unknownItemIds).toHaveLength(666);
    expect(answer.items).toEqual(
      engine.recommend({ history: [...new Set(thousand.toReversed())].toReversed(), k: K }).items,
    );
    expect(engine.recommend({ history: ["x", "y"] })).toMatchObject({ reranked: false, fallback: "no-known-items" });
  });
});
