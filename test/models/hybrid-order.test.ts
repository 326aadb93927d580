import { expect, it } from "vitest";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import { fitModel } from "../../src/models/train-restored.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import { createRandom } from "../../src/random.ts";
import { decodeFiles } from "../agreement/artefacts.ts";

const [USERS, ITEMS, STEPS] = [80, 40, 12];
/** Everybody walks on a circle of items from a place of their own: only the last item says what comes next. */
const random = createRandom(4);
const list = Array.from({ length: USERS }, (_, user): Interaction[] => {
  const start = random.nextInteger(ITEMS);
  return Array.from({ length: STEPS }, (_, step) => {
    return { userId: `u${user}`, itemId: `i${(start + step) % ITEMS}`, timestamp: 60 * step };
  });
}).flat();
const interactions = interactionsFrom(list, "implicit");
const OPTIONS = { models: "item-markov,item-knn", "item-markov.window": 1 };
const items = emptyItemTable(interactions.itemIds);

it("a mix finds what a member that reads order is worth, and serves it", async () => {
  const hybrid = trainableModel("hybrid");
  if (!hybrid) throw new Error("expected hybrid among the trainers");
  const data = { interactions, matrix: toOrderedCsr(interactions), items };
  const model = await fitModel(hybrid, data, hybrid.model.readOptions(OPTIONS), { seed: 1, threads: 1 });
  // Gaps in the middle of a history are what item-knn fills best.
  expect(model.options.members).toContain("item-markov");
  const details = { rowsRead: 0, badRows: 0, badRowExamples: [], duplicatesMerged: 0 };
  const report = { ...details, catalogueOnlyItems: 0, uncataloguedItems: 0 };
  const dataset = { ...{ name: "circle", note: "", interactions, items, report }, fingerprint: "0".repeat(64) };
  const { files } = await trainArtefact(dataset, { model: "hybrid", options: OPTIONS, head: "none" });
  const recommender = await recommenderOf(await decodeFiles(files));
  const first = (history: readonly string[]) => recommender.recommend({ history, k: 1 }).items[0]?.itemId;
  expect(first(["i3", "i20"])).toBe("i21");
  expect(first(["i20", "i3"])).toBe("i4");
});

it("a mix with a member that reads order is refused where there are no times, before anything is fitted", async () => {
  const hybrid = trainableModel("hybrid");
  const untimed = { ...interactions, timestamps: undefined };
  const data = { interactions: untimed, matrix: toOrderedCsr(untimed), items };
  const phases: string[] = [];
  const context = { seed: 1, threads: 1, onPhase: (phase: string) => void phases.push(phase) };
  const fitting = hybrid && fitModel(hybrid, data, hybrid.model.readOptions(OPTIONS), context);
  await expect(fitting).rejects.toMatchObject({ code: "missing-timestamps" });
  expect(phases).toEqual([]);
});
