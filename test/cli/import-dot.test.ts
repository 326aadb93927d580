import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readArtefact } from "../../src/artefact/folder.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { loadRecommender } from "../../src/load-recommender.ts";
import { npy, safetensors, zip } from "../data/matrix-files.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const out = `${folder}/out`;

const importSchema = z.object({
  out: z.string(),
  model: z.object({
    kind: z.string(),
    name: z.string(),
    options: z.record(z.string(), z.unknown()),
    precision: z.string(),
  }),
  origin: z.object({ kind: z.string() }),
  items: z.number(),
  users: z.number(),
  evaluations: z.array(z.object({ subject: z.string(), protocol: z.string() })),
  warnings: z.array(z.object({ code: z.string() })),
  byteLength: z.number(),
});

/** Even and odd items point in two directions; within a colour, length falls with the number. */
const COUNT = 12;
const ROWS = Array.from({ length: COUNT }, (_, item) => {
  const length = 1 - item / 40;
  return item % 2 === 0 ? [length, 0.1, 0] : [0.1, length, 0];
});
const VECTORS = ROWS.flat();
const IDS = ROWS.map((_, item) => `i${item}`);
const ids = () => write("ids.txt", `${IDS.join("\n")}\n`);
const MEAN = ["--kind", "dot", "--fold-in", "mean"];

const importOf = (path: string, ...more: string[]) =>
  nearedgeJson(importSchema, ["import", path, ...more, "--out", out]);

/** The best five for an even item, by the artefact. */
async function likeEven(): Promise<string[]> {
  return (await loadRecommender(out)).recommend({ history: ["i0"], k: 5 }).items.map(({ itemId }) => itemId);
}

describe("vectors of anybody", () => {
  const tensor = { dtype: "F64", shape: [COUNT, 3], data_offsets: [0, 8 * VECTORS.length] };
  const half = { dtype: "F32", shape: [1], data_offsets: [8 * VECTORS.length, 8 * VECTORS.length + 4] };
  const bytes = Buffer.concat([Buffer.from(Float64Array.from(VECTORS).buffer), Buffer.alloc(4)]);

  it.each<[string, Buffer, string[]]>([
    ["v.npy", npy(VECTORS, [COUNT, 3], { descr: ">f8", fortran: true }), []],
    ["v.npz", zip([{ name: "items.npy", bytes: npy(VECTORS, [COUNT, 3]), deflated: true }]), []],
    ["v.safetensors", safetensors({ y: tensor, other: half }, bytes), ["--tensor", "y"]],
  ])("are packed from %s, and lists follow from them", async (name, file, more) => {
    const { answer, stderr } = await importOf(write(name, file), ...MEAN, "--item-ids", ids(), ...more);
    expect(answer).toMatchObject({
      model: { kind: "dot", name: "v", precision: "f32", options: { factors: 3, foldIn: "mean", normalise: false } },
      ...{ origin: { kind: "dot" }, items: COUNT, users: 0, evaluations: [], warnings: [] },
    });
    expect(stderr).toContain("not measured: without --interactions");
    expect(stderr.includes(`${name}: not used: other; --bias NAME`)).toBe(more.length > 0);
    expect(stderr).not.toContain("packs nothing of users");
    expect(stderr).toContain("popularity is 0 for all items");
    expect(await likeEven()).toEqual(["i2", "i4", "i6", "i8", "i10"]);
  });

  it("are packed from Parquet with their ids", async () => {
    const session = await openSession();
    const rows = ROWS.map((row, item) => `('i${item}', [${row.join(", ")}]::DOUBLE[], ${item})`).join(", ");
    const path = `${folder}/v.parquet`;
    await session.run(
      `COPY (SELECT * FROM (VALUES ${rows}) AS t(item, embedding, pop)) TO ${quoteText(path)} (FORMAT parquet)`,
    );
    session.close();
    const { answer, stderr } = await importOf(path, ...MEAN, "--bias", "pop");
    expect(answer.model.options).toMatchObject({ bias: true, factors: 3 });
    expect(stderr).toContain("read v.parquet: id=item vectors=embedding bias=pop");
    // The bias is far larger than any product.
    expect(await likeEven()).toEqual(["i11", "i10", "i9", "i8", "i7"]);
    const unread = await importOf(path, ...MEAN, "--id-columns", "id=item");
    expect(unread.stderr).toContain("v.parquet: not used: pop; --bias NAME would read a number an item\n");
    const wrong = await nearedge(["import", path, ...MEAN, "--id-columns", "id=title", "--out", `${folder}/none`]);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('expected a column "title" of ids')]);
    expect(wrong.stderr).toContain("[missing-column]");
  });

  it("have numbers for ids where that is asked for", async () => {
    await importOf(write("v.npy", npy(VECTORS, [COUNT, 3])), ...MEAN, "--item-ids", "rows");
    const { items } = (await loadRecommender(out)).recommend({ history: ["0"], k: 2 });
    expect(items.map(({ itemId }) => itemId)).toEqual(["2", "4"]);
    const { stdout } = await nearedge(["inspect", out]);
    expect(stdout).toContain("model    dot, f32, 3 factors\n");
    expect(stdout).toContain("origin   dot\n");
  });

  it("have length 1 with --normalise: then all of a colour are level", async () => {
    await importOf(
      write(
        "v.npy",
        npy(
          VECTORS.map((value) => 7 * value),
          [COUNT, 3],
        ),
      ),
      ...MEAN,
      "--normalise",
      "--item-ids",
      ids(),
    );
    const { state } = await readArtefact(out);
    const { values = [] } = state?.get("itemFactors") ?? {};
    for (let item = 0; item < COUNT; item++) {
      const [x = 0, y = 0, z = 0] = values.slice(3 * item, 3 * item + 3);
      expect(Math.hypot(x, y, z)).toBeCloseTo(1, 6);
    }
  });

  it.each([
    [
      "an array beside them",
      "b",
      zip([
        { name: "v.npy", bytes: npy(VECTORS, [COUNT, 3]) },
        {
          name: "b.npy",
          bytes: npy(
            IDS.map((_, item) => item),
            [COUNT],
          ),
        },
      ]),
    ],
    ["a file", `${folder}/b.npy`, zip([{ name: "v.npy", bytes: npy(VECTORS, [COUNT, 3]) }])],
  ])("have biases of %s", async (_, bias, file) => {
    writeFileSync(
      `${folder}/b.npy`,
      npy(
        IDS.map((__, item) => item),
        [COUNT, 1],
      ),
    );
    await importOf(write("v.npz", file), ...MEAN, "--item-ids", ids(), "--bias", bias);
    expect(await likeEven()).toEqual(["i11", "i10", "i9", "i8", "i7"]);
  });

  it("add their biases to the products as they were given", async () => {
    const biases = IDS.map((_, item) => (item % 5) - 2);
    writeFileSync(`${folder}/b.npy`, npy(biases, [COUNT]));
    await importOf(write("v.npy", npy(VECTORS, [COUNT, 3])), ...MEAN, "--item-ids", ids(), "--bias", `${folder}/b.npy`);
    const { items } = (await loadRecommender(out)).recommend({ history: ["i0"], k: COUNT - 1 });
    expect(items).toHaveLength(COUNT - 1);
    for (const { itemId, score } of items) {
      const item = IDS.indexOf(itemId);
      const product = (ROWS[0] ?? []).reduce((sum, value, lane) => sum + value * (ROWS[item]?.[lane] ?? 0), 0);
      expect(score).toBeCloseTo(product + (biases[item] ?? 0), 5);
    }
  });

  it("may have a row of zeros among rows of length 1", async () => {
    const file = write("v.npy", npy([...VECTORS, 0, 0, 0], [COUNT + 1, 3]));
    await importOf(file, ...MEAN, "--normalise", "--item-ids", "rows");
    const { state } = await readArtefact(out);
    expect([...(state?.get("itemFactors")?.values ?? [])].slice(-3)).toEqual([0, 0, 0]);
  });

  it("are asked for by a vector alone with --fold-in none", async () => {
    await importOf(write("v.npy", npy(VECTORS, [COUNT, 3])), "--kind", "dot", "--fold-in", "none", "--item-ids", ids());
    const recommender = await loadRecommender(out);
    expect(recommender.recommend({ history: ["i0"], k: 1 }).fallback).toBe("no-vector");
    expect(recommender.recommend({ vector: [0, 1, 0], k: 2 }).items.map(({ itemId }) => itemId)).toEqual(["i1", "i3"]);
  });

  it("are not measured where nothing but a vector says who a user is", async () => {
    const plays = write("plays.csv", checkerboard());
    const path = write("v.npy", npy(VECTORS, [COUNT, 3]));
    const { answer, stderr } = await importOf(
      ...[path, "--kind", "dot", "--fold-in", "none", "--item-ids", ids(), "--interactions", plays],
    );
    expect([answer.evaluations, answer.warnings]).toEqual([[], []]);
    // They bring a vector and no history.
    expect(stderr).not.toContain("packs nothing of users");
    expect(stderr).toContain("not measured: users are known by the vectors of their requests alone");
    expect((await loadRecommender(out)).recommend({}).items[0]?.score).toBeGreaterThan(0);
  });

  it("are measured with interactions, and users are packed where that is asked for", async () => {
    const plays = write("plays.csv", `${checkerboard()}u1,unknown,4,2000\n`);
    const { answer, stderr } = await importOf(
      ...[
        write("v.npy", npy(VECTORS, [COUNT, 3])),
        "--kind",
        "dot",
        "--fold-in",
        "ridge",
        "--set",
        "regularization=0.1",
      ],
      ...["--item-ids", ids(), "--interactions", plays, "--users", "--precision", "int8", "--note", "made up"],
    );
    expect(answer.users).toBe(COUNT);
    expect(answer.model.precision).toBe("int8");
    expect(answer.evaluations.map(({ subject, protocol }) => `${subject} ${protocol}`)).toEqual([
      "popularity hold-out per user:0.1",
      "retrieval, int8 hold-out per user:0.1",
    ]);
    expect(answer.warnings.map(({ code }) => code)).toContain("seen-in-training");
    expect(stderr).toContain(`packs the ids and histories of ${COUNT} users in private shards`);
    expect(stderr).toContain("--interactions: left out 1 rows of 1 items that the model does not have");
    const recommender = await loadRecommender(out);
    expect(recommender.recommend({ userId: "u3", k: 1 }).items[0]?.itemId).toBe("i3");
  });

  it("lose to popularity with a warning where what nobody takes is longest", async () => {
    const rows = Array.from({ length: 40 }, (_, user) =>
      [0, 1, 2, 3, 4, 5, 6].filter((item) => item !== user % 7).map((item) => `u${user},i${item},1`),
    );
    const plays = write("plays.csv", `user,item,count\n${rows.flat().join("\n")}\nu0,i11,1\n`);
    const path = write(
      "v.npy",
      npy(
        IDS.flatMap((_, item) => [item < 7 ? 0.1 : 5 + item]),
        [COUNT, 1],
      ),
    );
    const { answer, stderr } = await importOf(path, ...MEAN, "--item-ids", ids(), "--interactions", plays);
    expect(answer.warnings.map(({ code }) => code)).toContain("loses-to-popularity");
    expect(stderr).toContain("warning: the lists of dot are worse than the popular items");
  });

  it("give the same bytes again", async () => {
    const path = write("v.npy", npy(VECTORS, [COUNT, 3]));
    const versions = [];
    for (let run = 0; run < 2; run++) {
      await importOf(path, ...MEAN, "--item-ids", ids());
      versions.push((await readArtefact(out)).manifest.version);
    }
    expect(versions[0]).toBe(versions[1]);
  });

  it("without a rule, a kind or ids are refused with the option that is missing", async () => {
    const path = write("v.npy", npy(VECTORS, [COUNT, 3]));
    for (const [args, message] of [
      [[], "--kind: expected one of spark-als, implicit-als, implicit-bpr, dot"],
      [["--kind", "dots"], "did you mean dot?"],
      [["--kind", "dot"], "--fold-in mean|ridge|none: expected how a history becomes a vector"],
      [["--kind", "dot", "--fold-in", "ridge"], "--set regularization=…: expected the penalty"],
      [MEAN, "--item-ids: expected a file with an id for each of the 12 rows of v.npy"],
      [[...MEAN, "--item-ids", "rows", "--set", "alpha=1"], "dot has no option alpha; it has regularization"],
      [
        [...MEAN, "--item-ids", "rows", "--set", "regularization=1"],
        "--set regularization: --fold-in mean has no use for it, only ridge has; leave it out [unused-option]",
      ],
      [
        ["--kind", "implicit-als", "--set", "alpha=1"],
        "it has regularization, confidence, weighting, dislikeTarget (alpha is called confidence here)",
      ],
      [[...MEAN, "--item-ids", "rows", "--user-ids", "rows"], "--user-ids: --kind dot has no use for it"],
      [[...MEAN, "--item-ids", "rows", "--users"], "--users: expected --interactions beside it"],
      [[...MEAN, "--item-ids", "rows", "--test", path], "--test: expected --interactions beside it"],
      [[...MEAN, "--item-ids", "rows", "--columns", "user=a"], "--columns: expected --interactions beside it"],
      [[...MEAN, "--item-ids", "rows", "--user-table", path], "--user-table: no imported model reads"],
    ] as const) {
      const { status, stderr, stdout } = await nearedge(["import", path, ...args, "--out", `${folder}/none`]);
      expect({ status, stdout }, stderr).toEqual({ status: 2, stdout: "" });
      expect(stderr).toContain(message);
    }
  });
});
