import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { createNpy, writeNpy } from "../../src/data/npy.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { dotArtefact } from "../models/dot-artefact.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema } from "./schemas.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const vector = [-0.5, 1, 0.25, -2, 0, 0.75];
const floats = Float32Array.from(vector);
const content = dotArtefact({ bias: true, biasLane: 0.37, foldIn: "none" });
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  const { name, model, seed, data } = content.manifest;
  const files = await encodeArtefact(content, { name, model, head: null, seed, data, evaluations: [] });
  await writeArtefact(artefact, files);
  await writeNpy(path("user.npy"), floats);
  const row = await createNpy(path("row.npy"), "f32", [1, 6]);
  await row.write(floats);
  await row.close();
  const rows = await createNpy(path("rows.npy"), "f32", [2, 3]);
  await rows.write(floats);
  await rows.close();
  await writeNpy(path("long.npy"), new Float32Array(513));
  copyFileSync(path("row.npy"), path("UPPER.NPY"));
  write("user.json", JSON.stringify(vector));
  write("object.json", JSON.stringify({ vector }));
  write("null.json", "[1, null]");
  write("text.npy", "-0.5,1");
});

describe("nearedge recommend --vector", () => {
  it.each([
    ["numbers with commas", vector.join(",")],
    ["and spaces", vector.join(", ")],
    ["a JSON array", JSON.stringify(vector)],
    ["a .json file", path("user.json")],
    ["a .npy file", path("user.npy")],
    ["a .npy file of one row", path("row.npy")],
    ["one in capital letters", path("UPPER.NPY")],
  ])("takes %s, and answers as the engine does", async (_, text) => {
    const recommender = createRecommender(content, await kernelModule());
    const args = ["recommend", artefact, "--vector", text, "--history", "3", "--k", "5"];
    const { answer } = await nearedgeJson(answerSchema, args);
    expect(answer.fallback).toBeUndefined();
    expect(answer.items).toEqual(recommender.recommend({ vector, history: ["3"], k: 5 }).items);
  });

  it("says that a vector is missing where nothing else makes a user", async () => {
    const { answer } = await nearedgeJson(answerSchema, ["recommend", artefact, "--history", "3"]);
    expect(answer.fallback).toMatchObject({ reason: "no-vector", message: expect.stringContaining("none was given") });
  });

  it.each([
    ["too few", "1,2", 1, "vector: expected an array of 6 numbers"],
    ["words", "1,two,3,4,5,6", 2, "--vector: expected numbers separated by commas"],
    ["nothing", "", 2, "--vector: expected numbers separated by commas"],
    ["a number too few between commas", "1,,3,4,5,6", 2, "--vector: expected numbers separated by commas"],
    ["broken JSON", "[1, 2", 2, "--vector: expected numbers separated by commas"],
    ["a JSON object", path("object.json"), 2, "--vector: expected numbers separated by commas"],
    ["null", path("null.json"), 2, "--vector: expected numbers separated by commas"],
    ["a file that is not there", path("nowhere.json"), 2, "--vector: expected a file to read"],
    ["an array that is not there", path("nowhere.npy"), 1, "nowhere.npy"],
    ["text in place of an array", path("text.npy"), 1, "expected an array as numpy.save writes it"],
    ["two rows", path("rows.npy"), 2, "of shape (d) or (1, d) with d at most 512; rows.npy has (2, 3)"],
    ["a vector longer than any", path("long.npy"), 2, "long.npy has (513)"],
    ["infinity", "1,2,3,4,5,1e999", 2, "--vector: expected numbers separated by commas"],
    ["what f32 has not", "1,2,3,4,5,1e39", 1, "vector[5]: expected a number from -1000000000000000"],
  ])("is refused with %s", async (_, text, expected, message) => {
    const { status, stdout, stderr } = await nearedge(["recommend", artefact, "--vector", text, "--json"]);
    expect([status, stdout]).toEqual([expected, ""]);
    expect(stderr).toContain(message);
  });

  it("is all that says who a user is: an export has none for them", async () => {
    const out = path("exported");
    const { status, stderr } = await nearedge(["export", artefact, "--out", out]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("users are left out")]);
    expect(readdirSync(out).sort()).toEqual(["export.json", "item-factors.npy", "items.parquet"]);
  });

  it("is refused beside what works on a history, and for many users", async () => {
    const text = vector.join(",");
    const beside = await nearedge(["recommend", artefact, "--vector", text, "--likes", "3"]);
    expect([beside.status, beside.stderr]).toEqual([1, expect.stringContaining("[conflicting-vector]")]);
    const many = await nearedge(["recommend", artefact, "--vector", text, "--users", "all", "--out", path("out.csv")]);
    expect([many.status, many.stderr]).toEqual([2, expect.stringContaining("[users-and-person]")]);
  });
});
