import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "../cli/nearedge.ts";
import { tastes, untimed } from "../cli/tables.ts";
import { missingModules, python, titled } from "./python.ts";
import { ratings } from "./ratings.ts";

const { folder, write } = temporaryFolder();
const reason = missingModules(["numpy", "safetensors.numpy"]);
const artefact = join(folder, "artefact");
const markov = join(folder, "markov");

beforeAll(async () => {
  if (reason !== undefined) return;
  const table = ratings();
  const interactions = write("ratings.csv", table.interactions);
  const items = write("items.csv", table.items);
  const options = ["--set", "factors=4", "--set", "epochs=2", "--head", "none", "--out", artefact];
  expect((await nearedge(["train", interactions, "--items", items, ...options])).status).toBe(0);
  const timed = table.interactions.replaceAll(/(\d)\n/g, "$1,1\n").replace("rating\n", "rating,timestamp\n");
  const steps = timed.split("\n").map((line, at) => (at === 0 ? line : line.replace(/,1$/, `,${1000 + at}`)));
  const ordered = write("ordered.csv", steps.join("\n"));
  expect((await nearedge(["train", ordered, "--model", "item-markov", "--head", "none", "--out", markov])).status).toBe(
    0,
  );
}, 60_000);

const fixture = (name: string): string => fileURLToPath(new URL(`../artefact/fixtures/${name}`, import.meta.url));

/** The last line of what a program that fails says, or what it printed. */
async function said(folderOf: string, program: string): Promise<string> {
  const { status, stdout, stderr } = await python(`import sys\nfrom nearedge_artefact import *\n${program}`, "", [
    folderOf,
  ]);
  return status === 0 ? stdout.trim() : (stderr.trim().split("\n").at(-1) ?? "");
}

describe("the module of examples/python", () => {
  const test = it.skipIf(reason);

  test(titled("refuses a model that it does not know, and names those that it does", reason), async () => {
    expect(await said(markov, 'read_artefact(sys.argv[1]).recommend(["i1"])')).toMatch(
      /^NotImplementedError: expected a model of .*biased-mf.*implicit-als.*; got item-markov$/,
    );
  });

  test(titled("refuses a damaged shard and an altered manifest", reason), async () => {
    const damaged = join(folder, "damaged");
    cpSync(artefact, damaged, { recursive: true });
    const shard = readdirSync(damaged).find((name) => name.startsWith("model-")) ?? "";
    const bytes = readFileSync(join(damaged, shard));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(damaged, shard), bytes);
    expect(await said(damaged, "read_artefact(sys.argv[1])")).toContain(`ValueError: ${shard}: damaged`);
    cpSync(artefact, damaged, { recursive: true });
    const manifest = readFileSync(join(damaged, "manifest.json"), "utf8");
    writeFileSync(join(damaged, "manifest.json"), manifest.replace('"seed": 42', '"seed": 43'));
    expect(await said(damaged, "read_artefact(sys.argv[1])")).toContain("manifest.json was altered");
    writeFileSync(join(damaged, "manifest.json"), manifest.replace(/"formatVersion": \d/, '"formatVersion": 9'));
    expect(await said(damaged, "read_artefact(sys.argv[1])")).toContain(
      "expected an artefact of format version 1 to 6",
    );
  });

  test(titled("names an item that the artefact does not have", reason), async () => {
    expect(await said(artefact, 'read_artefact(sys.argv[1]).recommend(["i0", "nothing"])')).toContain("'nothing'");
  });

  test(titled("refuses a vector that does not fit, and one for a model without factors", reason), async () => {
    const of = (vector: string) => said(artefact, `read_artefact(sys.argv[1]).recommend(vector=${vector})`);
    expect(await of("[0.5, 1]")).toBe("ValueError: vector: expected 4 finite numbers, got 2 in the shape (2,)");
    expect(await of("[[0.5, 1, 2, 3]]")).toContain("expected 4 finite numbers, got 4 in the shape (1, 4)");
    expect(await of('[0.5, 1, 2, float("nan")]')).toContain("expected 4 finite numbers");
    const slim = join(folder, "slim");
    expect(
      (await nearedge(["train", join(folder, "ratings.csv"), "--model", "slim", "--head", "none", "--out", slim]))
        .status,
    ).toBe(0);
    expect(await said(slim, "read_artefact(sys.argv[1]).recommend(vector=[1])")).toMatch(
      /^NotImplementedError: expected a model of .*dot.*implicit-als.*; got slim$/,
    );
  });

  test(titled("says that a head is not applied", reason), async () => {
    const { interactions, items } = tastes();
    const [data, catalogue] = [write("tastes.csv", untimed(interactions)), write("tags.csv", items)];
    const out = join(folder, "with-head");
    const options = ["--items", catalogue, "--head", "linear", "--set", "factors=1", "--set", "epochs=3", "--out", out];
    expect((await nearedge(["train", data, ...options])).status).toBe(0);
    const program = `
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    read_artefact(sys.argv[1]).recommend(["i3"])
print(caught[0].message)`;
    expect(await said(out, program)).toBe("the head (linear) is not applied: scores are those before it");
  });

  test(titled("puts tensors that came in parts together", reason), async () => {
    const program = `
name = [name for name in read_artefact(sys.argv[1]).tensors if name.startswith("head.dense/kernel")][0].split(".part-")[0]
print(read_artefact(sys.argv[1]).tensor(name).tolist())`;
    const [whole, parts] = [
      await said(fixture("version-2"), program),
      await said(fixture("version-2-sharded"), program),
    ];
    expect(parts).toBe(whole);
    expect(parts).toMatch(/^\[\[/);
  });

  test(titled("leaves users out when it is told to, and filters by columns", reason), async () => {
    const program = `
artefact = read_artefact(sys.argv[1], users=False)
red = [values == ["red"] for values in artefact.column("colour")]
listed = artefact.recommend(["i0"], k=5, allowed=(artefact.column("price") < 20) & np.array(red))
print(artefact.user_ids, [int(item.id[1:]) % 2 for item in listed], max(int(item.id[1:]) for item in listed) < 20)`;
    expect(await said(artefact, program)).toBe("[] [1, 1, 1, 1, 1] True");
  });
});
