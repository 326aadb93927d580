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

interface Fault {
  readonly name: string;
  readonly file: Buffer;
  readonly kind: string;
  readonly ids?: string;
}

const faults: readonly (readonly [what: string, code: string, fault: Fault])[] = [
  ["cut off", "not-zip", { name: "m.npz", file: whole.subarray(0, whole.length - 100), kind: "implicit-als" }],
  ["cut off in the middle", "not-zip", { name: "m.npz", file: whole.subarray(0, 300), kind: "implicit-als" }],
  [
    "of the wrong rank",
    "wrong-rank",
    { name: "m.npz", file: model({ item_factors: npy(VALUES, [6]) }), kind: "implicit-als" },
  ],
  [
    "with NaN",
    "not-finite",
    {
      name: "m.npz",
      file: model({ item_factors: npy([...VALUES.slice(1), Number.NaN], [3, 2]) }),
      kind: "implicit-als",
    },
  ],
  [
    "with an infinity of 16 bits",
    "not-finite",
    { name: "v.npy", file: npy([1, 1, 1, 1, 1, Number.POSITIVE_INFINITY], [3, 2], { descr: "<f2" }), kind: "dot" },
  ],
  ["of no rows", "no-rows", { name: "m.npz", file: model({ item_factors: npy([], [0, 2]) }), kind: "implicit-als" }],
  ["of nothing but zeros", "no-factors", { name: "v.npy", file: npy(new Float32Array(6), [3, 2]), kind: "dot" }],
  [
    "with 513 factors",
    "too-many-factors",
    { name: "v.npy", file: npy(new Float32Array(3 * 513), [3, 513]), kind: "dot" },
  ],
  ["with a list of another length", "ids-length", { name: "m.npz", file: whole, kind: "implicit-als", ids: "a\nb\n" }],
  ["with an id twice", "duplicate-id", { name: "m.npz", file: whole, kind: "implicit-als", ids: "a\nb\na\n" }],
  ["with an empty id", "empty-id", { name: "m.npz", file: whole, kind: "implicit-als", ids: "a\n\nc\n" }],
  [
    "of Python objects",
    "object-array",
    { name: "m.npz", file: model({ item_factors: npy([0], [1], { descr: "|O" }) }), kind: "implicit-als" },
  ],
  ["that is a pickle", "pickle", { name: "m.pkl", file: Buffer.from("\x80\x04cos\nsystem\n.", "latin1"), kind: "dot" }],
  ["of PyTorch", "pickle", { name: "m.pt", file: zip([{ name: "data.npy", bytes: GOOD }]), kind: "dot" }],
  [
    "that is a bomb",
    "zip-bomb",
    { name: "m.npz", file: zip([{ name: "item_factors.npy", bytes: bomb, deflated: true }]), kind: "implicit-als" },
  ],
  [
    "with names that climb",
    "zip-name",
    { name: "m.npz", file: zip([{ name: "../../item_factors.npy", bytes: GOOD }]), kind: "implicit-als" },
  ],
  [
    "without item_factors",
    "not-an-implicit-model",
    { name: "m.npz", file: model({ item_factors: undefined }), kind: "implicit-als" },
  ],
  ["of the other class", "not-an-implicit-model", { name: "m.npz", file: model(PAIRS), kind: "implicit-als" }],
  [
    "whose alpha is a list",
    "wrong-rank",
    { name: "m.npz", file: model({ alpha: npy([1, 2], [2]) }), kind: "implicit-als" },
  ],
  [
    "whose alpha is a text",
    "array-type",
    { name: "m.npz", file: model({ alpha: npyText("ten") }), kind: "implicit-als" },
  ],
  [
    "whose header lies",
    "array-size",
    { name: "v.npy", file: npy(VALUES, [3, 2], { shapeText: "(4000000000, 2)" }), kind: "dot" },
  ],
  ["with tensors over each other", "tensors-overlap", { name: "v.safetensors", file: overlapping(), kind: "dot" }],
  [
    "of several matrices",
    "which-array",
    {
      name: "v.npz",
      file: zip([
        { name: "a.npy", bytes: GOOD },
        { name: "b.npy", bytes: GOOD },
      ]),
      kind: "dot",
    },
  ],
  ["that is a table", "unknown-matrix", { name: "v.csv", file: Buffer.from("a,1,2\n"), kind: "dot" }],
  ["that is no Parquet", "not-parquet", { name: "v.parquet", file: Buffer.from("PAR1"), kind: "dot" }],
  ["that is empty", "not-npy", { name: "v.npy", file: Buffer.alloc(0), kind: "dot" }],
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
  it.each(faults)("%s is refused as %s, with status 1 and no folder", async (_, code, { name, file, kind, ids }) => {
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

  it("without a kind must be the folder of a job that came to its end", async () => {
    mkdirSync(`${folder}/killed/_steps`, { recursive: true });
    for (const [name, code, status] of [
      ["none", "missing-file", 1],
      ["killed", "unfinished-job", 1],
      ["", "missing-option", 2],
    ] as const) {
      const found = await nearedge(["import", `${folder}/${name}`, "--out", `${folder}/out`]);
      const { stderr } = found;
      expect({ status: found.status, code: /\[([a-z-]+)\]\n$/.exec(stderr)?.[1] }, stderr).toEqual({ status, code });
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
