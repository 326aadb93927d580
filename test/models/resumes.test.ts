import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { trainModel } from "../../src/models/train-model.ts";
import { TRAINABLE } from "../../src/models/trainable.ts";

const rows = Array.from({ length: 12 * 12 }, (_, at) => ({ user: Math.floor(at / 12), item: at % 12 }))
  .filter(({ user, item }) => (user + item) % 2 === 0 && user !== item)
  .map(({ user, item }) => ({ userId: `u${user}`, itemId: `i${item}`, value: 1 + ((user * 3 + item) % 5) }))
  .map((row, timestamp) => ({ ...row, timestamp }));
const interactions = interactionsFrom(rows, "explicit");
const words = interactions.itemIds.ids.map((id) => `${Number(id.slice(1)) % 2 === 0 ? "even" : "odd"} number ${id}`);
const tags = createCategoryColumn(words.map((text) => text.split(" ")));
const items = {
  itemIds: interactions.itemIds,
  titles: words,
  categories: new Map([["tags", tags]]),
  numbers: new Map(),
  texts: new Map([["description", words]]),
};
const data = { interactions, matrix: toOrderedCsr(interactions), items };

describe("whether a training goes on from checkpoints", () => {
  it.each(TRAINABLE.filter(({ resumes }) => resumes !== "members").map((trainer) => [trainer.model.name, trainer]))(
    "is what the trainer of %s says",
    async (_, trainer) => {
      const asked: string[] = [];
      const checkpoints = { load: async (name: string) => void asked.push(name), save: async () => undefined };
      const options = trainer.model.readOptions("epochs" in trainer.model.options ? { epochs: 1 } : {});
      await trainModel(trainer, data, options, { seed: 1, threads: 1, checkpoints });
      expect(asked.length > 0, "resumes: all where it asks for checkpoints, else nothing").toBe(
        trainer.resumes === "all",
      );
    },
  );
});
