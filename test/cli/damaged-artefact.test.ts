import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { readArtefact, writeArtefact } from "../../src/artefact/folder.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const whole = join(folder, "whole");

beforeAll(async () => {
  const board = write("board.csv", checkerboard());
  await nearedge(["train", board, "--out", whole, "--head", "none", "--set", "factors=4"]);
}, 60_000);

/** Changes one bit in the middle of a file. */
function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const DAMAGES: readonly [string, (shard: string, manifest: string) => void, string][] = [
  ["a shortened shard", (shard) => truncateSync(shard, 100), "[shard-length]"],
  ["a changed bit in a shard", (shard) => flipBit(shard), "[shard-checksum]"],
  ["a missing shard", (shard) => rmSync(shard), "[missing-shard]"],
  ["half a manifest", (_, manifest) => truncateSync(manifest, 50), "[manifest-not-json]"],
  [
    "a changed manifest",
    (_, manifest) =>
      writeFileSync(
        manifest,
        readFileSync(manifest, "utf8").replace('"seed":42', '"seed":43').replace('"seed": 42', '"seed": 43'),
      ),
    "[manifest-checksum]",
  ],
];

describe("a damaged artefact", () => {
  it.each(DAMAGES)("is refused: %s", async (name, damage, code) => {
    const copy = join(folder, name.replaceAll(" ", "-"));
    cpSync(whole, copy, { recursive: true });
    const shard = readdirSync(copy).find((file) => file.endsWith(".safetensors")) ?? "";
    damage(join(copy, shard), join(copy, "manifest.json"));
    const { status, stdout, stderr } = await nearedge(["recommend", copy, "--user", "u0", "--json"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^nearedge: .*\n$/);
    expect(stderr).toContain(code);
  });

  it.each([
    ["recommend", "--history", "i0"],
    ["similar", "--item", "i0"],
    ["predict", "--history", "i0", "--items", "i1"],
    ["inspect"],
    ["serve", "--port", "1"],
  ])("that is whole, but not what its kind needs, is refused by %s", async (command, ...options) => {
    const sealed = join(folder, `sealed-${command}`);
    const { manifest, ...content } = await readArtefact(whole);
    const { name, model, head, seed, data, evaluations } = manifest;
    const draft = { name, model: { ...model, kind: "bpr" }, head, seed, data, evaluations };
    await writeArtefact(sealed, await encodeArtefact(content, draft));
    const { status, stdout, stderr } = await nearedge([command, sealed, ...options]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^nearedge: manifest\.model: .*bpr.* \[model-options\]\n$/);
  });
});
