import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { readArtefact } from "../../src/artefact/folder.ts";
import { withoutUsers } from "../../src/artefact/without-users.ts";
import { nearedge, temporaryFolder } from "../cli/nearedge.ts";
import { tastes } from "../cli/tables.ts";
import { readerOf, sampleContent, sampleDraft } from "./sample.ts";

const { folder, write } = temporaryFolder();
const { interactions, items } = tastes();
// With values, which stored histories keep as they were given behind a head.
const rated = interactions.replaceAll("\n", ",3\n").replace("timestamp,3", "timestamp,rating");
const table = write("interactions.csv", rated);
const catalogue = write("items.csv", items);

/** The files of a folder by name. */
const filesOf = (path: string) => readdirSync(path).map((name) => [name, readFileSync(join(path, name))] as const);

describe("an artefact without its users", () => {
  it.each([
    ["implicit-als with a head of two retrievers", ["--model", "implicit-als", "--rerank", "linear"]],
    ["slim, cut, with pairs of items", ["--model", "slim", "--set", "keep=5", "--head", "none"]],
    ["popularity", ["--model", "popularity"]],
  ])("is, byte for byte, what training without them makes: %s", async (_, options) => {
    const [kept, without] = [join(folder, "kept"), join(folder, "without")];
    for (const path of [kept, without]) rmSync(path, { recursive: true, force: true });
    const train = ["train", table, "--items", catalogue, ...options];
    expect((await nearedge([...train, "--out", kept])).stderr).toContain("private shards");
    expect((await nearedge([...train, "--out", without, "--no-users"])).status).toBe(0);
    const made = (await withoutUsers(await readArtefact(kept))).map(({ name, bytes }) => [name, Buffer.from(bytes)]);
    expect(made.sort()).toEqual(filesOf(without).sort());
  });

  it("shows no users of an earlier release, which kept them in public files", async () => {
    const artefact = await readArtefact(fileURLToPath(new URL("./fixtures/version-1", import.meta.url)));
    expect(artefact.users).toBeDefined();
    const files = await withoutUsers(artefact);
    const left = await decodeArtefact(readerOf(files));
    expect([left.users, left.manifest.privateFiles]).toEqual([undefined, undefined]);
    expect(left.items.itemIds.ids).toEqual(artefact.items.itemIds.ids);
  });

  it("is refused for a model with arrays of users", async () => {
    const artefact = await readArtefact(fileURLToPath(new URL("./fixtures/version-2", import.meta.url)));
    const state = new Map([["rows", { shape: [1], values: Float32Array.of(1), personal: true as const }]]);
    await expect(withoutUsers({ ...artefact, state })).rejects.toMatchObject({ code: "needs-private-files" });
  });
});

describe("an imported artefact without users", () => {
  it("still says where it was made, and of what its fingerprint is taken", async () => {
    const draft = sampleDraft();
    const origin = { kind: "spark-job", version: "4.3.0", nonNegative: true } as const;
    const imported = { ...draft, origin, data: { ...draft.data, fingerprintKind: "row-sum" as const } };
    const artefact = await decodeArtefact(readerOf(await encodeArtefact(sampleContent(), imported)));
    const { manifest, users } = await decodeArtefact(readerOf(await withoutUsers(artefact)));
    expect(users).toBeUndefined();
    expect(manifest.origin).toEqual(origin);
    expect(manifest.data.fingerprintKind).toBe("row-sum");
  });
});
