import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { npy, npyText, safetensors, zip } from "../data/matrix-files.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const [ITEMS, FACTORS] = [3, 2];
const VALUES = [1, 0, 0, 1, 1, 1];
const GOOD = npy(VALUES, [ITEMS, FACTORS]);
const IDS = "a\nb\nc\n";

/** A model of implicit, and what is otherwise about it. */
function model(more: Readonly<Record<string, Buffer | undefined>> = {}): Buffer {
  const arrays: Record<string, Buffer | undefined> = {
    ...{ user_factors: npy([1, 1], [1, 2]), item_factors: GOOD, regularization: npy([0.1], [], { descr: "<f8" }) },
    ...{ factors: npy([2], [], { descr: "<i8" }), alpha: npy([2], [], { descr: "<f8" }), dtype: npyText("float32") },
    ...more,
  };
  const entries = Object.entries(arrays).flatMap(([name, bytes]) => (bytes ? [{ name: `${name}.npy`, bytes }] : []));
  return zip(entries);
}

const whole = model();
const bomb = Buffer.concat([npy([], [65_536, 128]), Buffer.alloc(4 * 65_536 * 128)]);
const PAIRS = { alpha: undefined, verify_negative_samples: npy([1], [], { descr: "|b1" }) };

type Fault = readonly [what: string, code: string, name: string, file: Buffer, kind: string, ids?: string];

const faults: readonly Fault[] = [
  ["cut off", "not-zip", "m.npz", whole.subarray(0, whole.length - 100), "implicit-als"],
  ["cut off in the middle", "not-zip", "m.npz", whole.subarray(0, 300), "implicit-als"],
  ["of the wrong rank", "wrong-rank", "m.npz", model({ item_factors: npy(VALUES, [6]) }), "implicit-als"],
  [
    "with NaN",
    "not-finite",
    "m.npz",
    model({ item_factors: npy([...VALUES.slice(1), Number.NaN], [3, 2]) }),
    "implicit-als",
  ],
  [
    "with an infinity of 16 bits",
    "not-finite",
    "v.npy",
    npy([1, 1, 1, 1, 1, Number.POSITIVE_INFINITY], [3, 2], { descr: "<f2" }),
    "dot",
  ],
  ["of no rows", "no-rows", "m.npz", model({ item_factors: npy([], [0, 2]) }), "implicit-als"],
  ["of nothing but zeros", "no-factors", "v.npy", npy(new Float32Array(6), [3, 2]), "dot"],
  ["with 513 factors", "too-many-factors", "v.npy", npy(new Float32Array(3 * 513), [3, 513]), "dot"],
  ["with a list of another length", "ids-length", "m.npz", whole, "implicit-als", "a\nb\n"],
  ["with an id twice", "duplicate-id", "m.npz", whole, "implicit-als", "a\nb\na\n"],
  ["with an empty id", "empty-id", "m.npz", whole, "implicit-als", "a\n\nc\n"],
  [
    "of Python objects",
    "object-array",
    "m.npz",
    model({ item_factors: npy([0], [1], { descr: "|O" }) }),
    "implicit-als",
  ],
  ["that is a pickle", "pickle", "m.pkl", Buffer.from("\x80\x04cos\nsystem\n.", "latin1"), "dot"],
  ["of PyTorch", "pickle", "m.pt", zip([{ name: "data.npy", bytes: GOOD }]), "dot"],
  [
    "that is a bomb",
    "zip-bomb",
    "m.npz",
    zip([{ name: "item_factors.npy", bytes: bomb, deflated: true }]),
    "implicit-als",
  ],
  [
    "with names that climb",
    "zip-name",
    "m.npz",
    zip([{ name: "../../item_factors.npy", bytes: GOOD }]),
    "implicit-als",
  ],
  ["without item_factors", "not-an-implicit-model", "m.npz", model({ item_factors: undefined }), "implicit-als"],
  ["of the other class", "not-an-implicit-model", "m.npz", model(PAIRS), "implicit-als"],
  ["whose alpha is a list", "wrong-rank", "m.npz", model({ alpha: npy([1, 2], [2]) }), "implicit-als"],
  ["whose alpha is a text", "array-type", "m.npz", model({ alpha: npyText("ten") }), "implicit-als"],
  ["whose header lies", "array-size", "v.npy", npy(VALUES, [3, 2], { shapeText: "(4000000000, 2)" }), "dot"],
  ["with tensors over each other", "tensors-overlap", "v.safetensors", overlapping(), "dot"],
  [
    "of several matrices",
    "which-array",
    "v.npz",
    zip([
      { name: "a.npy", bytes: GOOD },
      { name: "b.npy", bytes: GOOD },
    ]),
    "dot",
  ],
  ["that is a table", "unknown-matrix", "v.csv", Buffer.from("a,1,2\n"), "dot"],
  ["that is no Parquet", "not-parquet", "v.parquet", Buffer.from("PAR1"), "dot"],
  ["that is empty", "not-npy", "v.npy", Buffer.alloc(0), "dot"],
];

function overlapping(): Buffer {
  const tensor = (begin: number) => ({ dtype: "F32", shape: [2, 1], data_offsets: [begin, begin + 8] });
  return safetensors({ a: tensor(0), b: tensor(4) }, Buffer.alloc(12));
}

const argsOf = (path: string, kind: string, ids = IDS) => [
  ...["import", path, "--kind", kind, "--item-ids", write("ids.txt", ids), "--out", `${folder}/out`],
  ...(kind === "dot" ? ["--fold-in", "mean"] : []),
];

describe("a file", () => {
  it.each(faults)("%s is refused as %s, with status 1 and no folder", async (_, code, name, file, kind, ids) => {
    const { status, stdout, stderr } = await nearedge([...argsOf(write(name, file), kind, ids), "--json"]);
    expect({ status, stdout }, stderr).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(new RegExp(`^nearedge: .*\\[${code}\\]$`));
    expect(readdirSync(folder).filter((entry) => entry.includes("out"))).toEqual([]);
  });

  it("that is not there, and a folder of another kind, are refused", async () => {
    mkdirSync(`${folder}/model/itemFactors`, { recursive: true });
    writeFileSync(`${folder}/model/itemFactors/part-0.parquet`, "PAR1");
    for (const [path, kind, code] of [
      ["none.npz", "implicit-als", "missing-file"],
      ["model", "dot", "is-directory"],
      ["", "spark-als", "not-a-spark-model"],
      ["model", "spark-als", "incomplete-model"],
    ] as const) {
      const { status, stderr } = await nearedge(argsOf(`${folder}/${path}`, kind));
      expect({ status, code: /\[([a-z-]+)\]\n$/.exec(stderr)?.[1] }, stderr).toEqual({ status: 1, code });
    }
  });

  it("of which nothing of --interactions is known is refused, and an artefact that was there stays", async () => {
    const path = write("m.npz", whole);
    expect((await nearedge(argsOf(path, "implicit-als"))).status).toBe(0);
    const before = readdirSync(`${folder}/out`);
    const plays = write("plays.csv", "user,item,count\nu,x,1\nu,y,1\n");
    const { status, stderr } = await nearedge([...argsOf(path, "implicit-als"), "--interactions", plays]);
    expect(status).toBe(1);
    expect(stderr).toContain("such as x are not among its ids, such as a");
    expect(readdirSync(`${folder}/out`)).toEqual(before);
    expect(existsSync(`${folder}/out/manifest.json`)).toBe(true);
  });
});
