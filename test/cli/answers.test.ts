import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { asVersion1 } from "../artefact/tamper.ts";
import { nearedgeChild } from "./child.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");

beforeAll(async () => {
  const lines = Array.from({ length: 12 }, (_, item) => `i${item},Item ${item},${item % 2 ? "odd" : "even"},${item}`);
  const items = write("items.csv", rows("itemId,title,tags,year", lines));
  const board = write("board.csv", checkerboard());
  const set = ["--head", "none", "--set", "factors=8"];
  await nearedge(["train", board, "--items", items, "--out", artefact, ...set]);
}, 60_000);

async function recommend(...args: string[]) {
  const { answer } = await nearedgeJson(answerSchema, ["recommend", artefact, ...args]);
  return answer;
}

const idsOf = ({ items }: { readonly items: readonly { readonly itemId: string }[] }) =>
  items.map(({ itemId }) => itemId);

describe("nearedge recommend", () => {
  it("gives a known user the withheld item of their colour first, and nothing that they have", async () => {
    const answer = await recommend("--user", "u3", "--k", "1000");
    expect(answer.items[0]).toMatchObject({ itemId: "i3", title: "Item 3" });
    expect(idsOf(answer).sort()).toEqual(["i0", "i10", "i2", "i3", "i4", "i6", "i8"]);
    expect(answer.fallback).toBeUndefined();
  });

  it.each([
    '{"tags": "even", "year": {"min": 4}}',
    '{"must": [{"column": "tags", "equals": "even"}], "should": [{"column": "year", "min": 4}]}',
  ])("takes a history instead of a user, leaves out what is excluded and filtered by %s", async (filter) => {
    const answer = await recommend("--history", "i0, i2,nowhere", "--exclude", "i8", "--filter", filter, "--no-rerank");
    expect(idsOf(answer).sort()).toEqual(["i10", "i4", "i6"]);
    expect(answer.unknownItemIds).toEqual(["nowhere"]);
  });

  it("multiplies scores by a boost, of similar items too, and counts ages to the present it is given", async () => {
    const asked = ["--history", "i0,i2", "--k", "4"];
    const plain = await recommend(...asked);
    const boosted = await recommend(...asked, "--boost", "age(year) / 1000", "--now", String(Date.UTC(2000, 5) / 1000));
    for (const { itemId, score } of boosted.items) {
      const before = plain.items.find((item) => item.itemId === itemId)?.score ?? Number.NaN;
      expect(score / before).toBeCloseTo((2000 - Number(itemId.slice(1))) / 1000, 5);
    }
    const similar = (boost: string) =>
      nearedgeJson(answerSchema, ["similar", artefact, "--item", "i0", "--k", "2", "--boost", boost]);
    const [once, twice] = [await similar("1"), await similar("2")];
    expect(twice.answer.items.map(({ score }) => score)).toEqual(once.answer.items.map(({ score }) => 2 * score));
  });

  it("takes likes and dislikes, and says what a list follows from", async () => {
    const answer = await recommend("--likes", "i0,i2", "--dislikes", "i1", "--explain", "--k", "4");
    expect(idsOf(answer)).toEqual(expect.arrayContaining(["i10", "i6", "i8"]));
    for (const named of ["i0", "i2", "i1"]) expect(idsOf(answer)).not.toContain(named);
    const { stdout } = await nearedge(["recommend", artefact, "--likes", "i0,i2", "--explain", "--k", "1"]);
    expect(stdout).toMatch(/because of Item [02] \(\d+ %\), Item [02] \(\d+ %\)/);
    expect(answer.explains).toBe("score");
    for (const { because = [] } of answer.items) {
      expect(because.reduce((sum, { share }) => sum + share, 0)).toBeGreaterThan(0.9);
    }
  });

  it("gives an unknown user what is popular, and says so", async () => {
    const answer = await recommend("--user", "stranger", "--k", "2");
    expect(answer.fallback?.reason).toBe("unknown-user");
    expect(answer.items).toHaveLength(2);
  });

  it("prints a numbered list for people, and what they must know apart from it", async () => {
    const { status, stdout, stderr } = await nearedge(["recommend", artefact, "--user", "stranger", "--k", "2"]);
    expect(status).toBe(0);
    expect(stdout.split("\n").map((line) => line.trim().split(/\s+/)[0])).toEqual(["1", "2", ""]);
    expect(stderr).toContain("this user is not known; popular items instead");
  });

  it("says so where no item is left", async () => {
    const { status, stdout, stderr } = await nearedge([
      "recommend",
      artefact,
      "--user",
      "u0",
      "--filter",
      '{"year":99}',
    ]);
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("no item is left");
  });

  it("ends quietly when the reader of its output goes away", async () => {
    const { status, stderr } = await nearedgeChild(["recommend", artefact, "--user", "u0"], { closeStdout: true });
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^board [0-9a-f]{16}\n$/)]);
  });
});

describe("nearedge similar", () => {
  it("puts the items of the same colour before the others, and leaves out the item itself", async () => {
    const { answer } = await nearedgeJson(answerSchema, ["similar", artefact, "--item", "i0", "--k", "5"]);
    expect(idsOf(answer).sort()).toEqual(["i10", "i2", "i4", "i6", "i8"]);
    const filter = ["--filter", '{"tags": {"not": "even"}}'];
    const odd = await nearedgeJson(answerSchema, ["similar", artefact, "--item", "i0", "--k", "2", ...filter]);
    expect(idsOf(odd.answer).every((id) => Number(id.slice(1)) % 2 === 1)).toBe(true);
  });
});

describe("nearedge inspect", () => {
  it("says in words what the artefact holds", async () => {
    const { status, stdout } = await nearedge(["inspect", artefact]);
    expect(status).toBe(0);
    for (const part of [
      "implicit-als, f32, 8 factors",
      "12 users, 12 items, 60 interactions",
      "column   tags: category, 2 values",
      "column   year: number, 0 to 11",
      "seed 42",
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toMatch(/^private {2}users-00001-of-00001-[0-9a-f]{8}\.safetensors, \d+ bytes$/m);
  });

  it("warns of an artefact of an earlier release, which keeps users where anybody can read them", async () => {
    // Histories of that release had no order: data without times give such.
    const timeless = join(folder, "timeless");
    const board = write("timeless.csv", checkerboard().replace(/,[^,]*$/gm, ""));
    const plain = ["--head", "none", "--bought-together", "none"];
    expect((await nearedge(["train", board, "--out", timeless, ...plain])).status).toBe(0);
    const old = join(folder, "old");
    const names = readdirSync(timeless).sort((a, b) => Number(a === "manifest.json") - Number(b === "manifest.json"));
    const files = names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(timeless, name))) }));
    await writeArtefact(old, await asVersion1(files));
    const { status, stdout, stderr } = await nearedge(["inspect", old, "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ formatVersion: 1 });
    expect(stderr).toContain("warning: this artefact keeps the ids and histories of its users in public files");
    expect(stderr).toContain("train it anew");
    expect((await nearedge(["inspect", artefact])).stderr).not.toContain("public files");
  });
});

const USER = ["recommend", artefact, "--user", "u0"];

describe("a question that cannot be answered", () => {
  it.each([
    ["k of 0", [...USER, "--k", "0"], 2, "'0' is invalid. expected an integer from 1 to 1000"],
    ["k of 1e9", [...USER, "--k", "1e9"], 2, "'1e9' is invalid. expected an integer from 1 to 1000"],
    [
      "nobody to ask for",
      ["recommend", artefact],
      2,
      "expected --user ID, --history ID,ID, --vector NUMBERS or --attributes JSON [no-user]",
    ],
    ["a broken filter", [...USER, "--filter", "{tags"], 2, "expected a JSON object such as"],
    ["a boost by an unknown column", [...USER, "--boost", "yaer + 1"], 1, "did you mean year?"],
    ["a boost that ends early", [...USER, "--boost", "year +"], 1, "boost, character 7: expected a number"],
    ["an unknown column", [...USER, "--filter", '{"hue":"x"}'], 1, 'no column "hue"; it has tags, year, itemId'],
    [
      "an empty group",
      [...USER, "--filter", '{"should":[]}'],
      1,
      "filter.should: expected a list of one clause or more",
    ],
    ["an unknown item", ["similar", artefact, "--item", "i99"], 1, 'item "i99" is not in this catalogue'],
    ["no item", ["similar", artefact], 2, "expected --item ID, or --items all"],
    ["a missing folder", ["inspect", join(folder, "nowhere")], 1, "there is no such folder; expected one with an"],
    ["a folder of something else", ["inspect", folder], 1, "there is no manifest.json [missing-manifest]"],
  ])("is refused: %s", async (_, args, expected, message) => {
    const { status, stdout, stderr } = await nearedge([...args, "--json"]);
    expect([status, stdout]).toEqual([expected, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});
