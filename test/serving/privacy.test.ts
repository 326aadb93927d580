import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { isPublicFileName } from "../../src/artefact/format.ts";
import { readSafetensors } from "../../src/artefact/safetensors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { openDataset, PACKED_MODEL_NAMES, trainArtefact } from "../../src/node-training.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { temporaryFolder } from "../cli/nearedge.ts";

const { write } = temporaryFolder();

/** Numbers that no table of items has: a tensor with one of them as an extent has something of every user, or of every entry. */
const USERS = 37;
const ITEMS = 23;

const taken = Array.from({ length: USERS * ITEMS }, (_, pair) => [pair % USERS, pair % ITEMS] as const).filter(
  ([user, item]) => (user * 7 + item * 5) % 11 < 4,
);
const rows = taken.map(([user, item]) => `person-${user}-of-37,i${item},${1 + ((user + item) % 5)}`);
const texts = Array.from(
  { length: ITEMS },
  (_, item) => `i${item},Item ${item},${item % 3 === 0 ? "red|round" : "blue"}`,
);
const trades = Array.from({ length: USERS }, (_, user) => `person-${user}-of-37,${["baker", "nurse"][user % 2]}`);
const openTable = (header: string, lines: readonly string[], name: string) =>
  openDataset(write(name, [header, ...lines].join("\n")), {
    format: "csv",
    itemsPath: write("items.csv", ["itemId,title,tags", ...texts].join("\n")),
    usersPath: write("users.csv", ["userId,trade", ...trades].join("\n")),
  });
const explicit = await openTable(
  "userId,itemId,rating,timestamp",
  rows.map((row, at) => `${row},${1_000_000 + 60 * at}`),
  "ratings.csv",
);
const implicit = await openTable(
  "userId,itemId",
  rows.map((row) => row.slice(0, row.lastIndexOf(","))),
  "clicks.csv",
);

/** Every model that can be packed, and mixes of rankings and of ratings with user-knn in them; on ratings and on behaviour. */
const CASES: readonly [name: string, data: typeof explicit, options: Record<string, string | number>][] = [
  ...PACKED_MODEL_NAMES.filter((name) => name !== "hybrid").map((name) => [name, explicit, {}] as const),
  ...["implicit-als", "item-knn", "user-knn", "ease", "bpr"].map((name) => [name, implicit, {}] as const),
  ["hybrid", explicit, { models: "item-knn,user-knn" }],
  ["hybrid", implicit, { models: "user-knn,popularity" }],
  ["hybrid", implicit, { models: "item-knn,popularity" }],
].map(([name, data, options]) => [name, data, options] as [string, typeof explicit, Record<string, string | number>]);

const readerOf = (files: readonly EncodedFile[]) => async (name: string) =>
  files.find((file) => file.name === name)?.bytes ?? new Uint8Array();
const bytesAsText = (files: readonly EncodedFile[]) =>
  files.map(({ bytes }) => new TextDecoder("latin1").decode(bytes)).join("\n");

describe.each(CASES)("an artefact of %s", (model, data, options) => {
  const training = trainArtefact(data, { model, options, head: "none" });
  const shared = training.then(({ files }) => files.filter(({ name }) => isPublicFileName(name)));

  it("has no user's name and nothing of every user in what anybody may fetch", async () => {
    const { files } = await training;
    expect(bytesAsText(files)).toContain("person-3-of-37");
    expect(bytesAsText(await shared)).not.toContain("person-");
    const tensors = (await shared)
      .filter(({ name }) => name.endsWith(".safetensors"))
      .flatMap(({ name, bytes }) => readSafetensors(name, bytes));
    const ofUsers = [USERS, USERS + 1, taken.length];
    expect(tensors.filter(({ shape }) => shape.some((extent) => ofUsers.includes(extent)))).toEqual([]);
  });

  it("answers a history from that as from everything, or says that it cannot", async () => {
    const { files, madeOfUsers } = await training;
    const module = await kernelModule();
    const whole = createRecommender(await decodeArtefact(readerOf(files)), module);
    const part = await decodeArtefact(readerOf(await shared), { part: "public" });
    if (madeOfUsers) {
      expect(() => createRecommender(part, module)).toThrow(expect.objectContaining({ code: "needs-private-files" }));
      return;
    }
    const open = createRecommender(part, module);
    for (const history of [["i1"], ["i0", "i3", "i6"], []]) {
      expect(open.recommend({ history, k: 7 })).toEqual(whole.recommend({ history, k: 7 }));
      expect(open.predict({ history, items: ["i2", "i4"] })).toEqual(whole.predict({ history, items: ["i2", "i4"] }));
    }
    const known = whole.recommend({ userId: "person-3-of-37" });
    expect(known.fallback).not.toBe("unknown-user");
    if (!model.startsWith("popular"))
      expect(open.recommend({ userId: "person-3-of-37" }).fallback).toBe("unknown-user");
  });
});

describe("attributes of users", () => {
  it("lie there as values that a model learned from, and not as who has them", async () => {
    const { files } = await trainArtefact(explicit, { model: "warp", options: { userFeatures: "trade" } });
    const shared = bytesAsText(files.filter(({ name }) => isPublicFileName(name)));
    expect(shared).toContain('["trade",["baker","nurse"]]');
    expect(shared).not.toContain("person-");
  });
});

describe("models that are made of users", () => {
  it("are user-knn and the mixes that it is in", async () => {
    const made = await Promise.all(
      CASES.map(async ([model, data, options]) => {
        const { madeOfUsers } = await trainArtefact(data, { model, options, head: "none" });
        return madeOfUsers ? [`${model} ${options.models ?? ""}`.trim()] : [];
      }),
    );
    expect(new Set(made.flat())).toEqual(
      new Set(["user-knn", "hybrid item-knn,user-knn", "hybrid user-knn,popularity"]),
    );
  });
});
