/**
 * Trains a network in a process of its own and prints what memory it said it needs, and what it took: JSON {stated, grown}, in
 * bytes. Arguments: model, users, items, items a user, terms an item, whether checkpoints are kept, then options. Linux only.
 */
import { readFileSync, writeFileSync } from "node:fs";
import "../../src/platform.node.ts";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { shapeOf, trainModel } from "../../src/models/train-model.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import { createRandom } from "../../src/random.ts";

const [name = "", ...rest] = process.argv.slice(2);
const [userCount = 0, itemCount = 0, each = 0, termsEach = 0, keeps = 0] = rest.map(Number);
const options = Object.fromEntries(
  rest.slice(5).map((text) => {
    const [key = "", value = ""] = text.split("=");
    return [key, Number.isNaN(Number(value)) ? value : Number(value)];
  }),
);
const random = createRandom(1);
const users = Uint32Array.from({ length: userCount * each }, (_, at) => Math.floor(at / each));
const items = Uint32Array.from(
  users,
  (user, at) => (user * 977 + (at % each) * Math.floor(itemCount / each)) % itemCount,
);
const values = Float32Array.from(items, (item) => 1 + (item % 10));
const ids = (letter: string, count: number) => createVocabulary(Array.from({ length: count }, (_, at) => letter + at));
const interactions = {
  ...{ userIds: ids("u", userCount), itemIds: ids("i", itemCount), users, items, values },
  ...{ timestamps: undefined, feedback: "explicit" as const },
};
const textOf = (): string => Array.from({ length: termsEach }, () => `w${random.nextInteger(20_000)}`).join(" ");
const texts = new Map(termsEach > 0 ? [["plot", interactions.itemIds.ids.map(textOf)]] : []);
const table = { itemIds: interactions.itemIds, titles: [], categories: new Map(), numbers: new Map(), texts };
const matrix = csrFromCoordinates(userCount, itemCount, users, items, values);
const trainer = trainableModel(name);
if (!trainer) throw new Error(name);
const data = { interactions, matrix, items: table };
const given = trainer.model.readOptions(options);
const needed = trainer.memory?.(trainer.settle?.(given, data) ?? given, shapeOf(matrix, true), 1);
const { kernelBytes = 0, heapBytes = 0, checkpointBytes = 0 } = needed ?? {};

const bytesOf = (field: string): number => {
  const status = readFileSync("/proc/self/status", "utf8");
  return 1024 * Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]);
};
globalThis.gc?.();
const before = bytesOf("VmRSS");
// The largest size so far is forgotten.
writeFileSync("/proc/self/clear_refs", "5");
const checkpoints = keeps > 0 ? { load: async () => undefined, save: async () => undefined } : undefined;
await trainModel(trainer, data, given, { seed: 1, threads: 1, checkpoints });
const stated = kernelBytes + heapBytes + (keeps > 0 ? checkpointBytes : 0);
process.stdout.write(JSON.stringify({ stated, grown: bytesOf("VmHWM") - before }));
