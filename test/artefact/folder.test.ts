import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeArtefact } from "../../src/artefact/encode.ts";
import { readArtefact, restoreArtefact, writeArtefact } from "../../src/artefact/folder.ts";
import { int8Content, int8Draft, sampleContent, sampleDraft } from "./sample.ts";

let parent = "";
let target = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "nearedge-artefact-"));
  target = join(parent, "model");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const encodeSample = () => encodeArtefact(sampleContent(), sampleDraft());

describe("writeArtefact", () => {
  it("writes a folder that readArtefact reads, and leaves nothing beside it", async () => {
    await writeArtefact(target, await encodeSample());
    const artefact = await readArtefact(target);
    expect(artefact.items.titles).toEqual(sampleContent().items.titles);
    expect(await readdir(parent)).toEqual(["model"]);
  });

  it("makes the parent folders and minds no slash at the end", async () => {
    await writeArtefact(`${join(parent, "a", "b")}/`, await encodeSample());
    expect(await readdir(join(parent, "a"))).toEqual(["b"]);
  });

  it("replaces an artefact whole: no shard of the old one stays", async () => {
    await writeArtefact(target, await encodeSample());
    await writeArtefact(target, await encodeArtefact(int8Content(), int8Draft()));
    expect((await readArtefact(target)).factors).toEqual(int8Content().factors);
    expect(await readdir(target)).toHaveLength(3);
    expect(await readdir(parent)).toEqual(["model"]);
  });

  it("fills an empty folder", async () => {
    await mkdir(target);
    await writeArtefact(target, await encodeSample());
    expect((await readArtefact(target)).manifest.name).toBe("sample");
  });

  it.each([
    ["a folder with other files", "notes.txt", "mine"],
    ["the folder of a web application", "manifest.json", '{"name": "app"}'],
    ["a folder whose manifest is no JSON", "manifest.json", "{"],
  ])("leaves %s alone", async (_, name, text) => {
    await mkdir(target);
    await writeFile(join(target, name), text);
    await expect(writeArtefact(target, await encodeSample())).rejects.toMatchObject({ code: "target-not-an-artefact" });
    expect(await readFile(join(target, name), "utf8")).toBe(text);
    expect(await readdir(parent)).toEqual(["model"]);
  });

  it("leaves an artefact alone that somebody keeps notes in", async () => {
    await writeArtefact(target, await encodeSample());
    await writeFile(join(target, "notes.txt"), "mine");
    await expect(writeArtefact(target, await encodeSample())).rejects.toThrow(/holds notes\.txt/);
    expect(await readFile(join(target, "notes.txt"), "utf8")).toBe("mine");
  });

  it("leaves a file alone", async () => {
    await writeFile(target, "text");
    await expect(writeArtefact(target, await encodeSample())).rejects.toMatchObject({ code: "target-not-an-artefact" });
    expect(await readFile(target, "utf8")).toBe("text");
  });

  it("leaves a dangling link alone", async () => {
    await symlink(join(parent, "nowhere"), target);
    await expect(writeArtefact(target, await encodeSample())).rejects.toMatchObject({ code: "target-not-an-artefact" });
  });

  it("keeps the old artefact and cleans up when writing fails half way", async () => {
    await writeArtefact(target, await encodeSample());
    const [shard, users] = await encodeArtefact(int8Content(), int8Draft());
    // Typed arrays are what writeFile takes; a number makes it fail after the first file.
    const broken = [shard!, { name: users!.name, bytes: 5 as unknown as Uint8Array }];
    await expect(writeArtefact(target, broken)).rejects.toMatchObject({ name: "ArtefactError", code: "write-failed" });
    expect((await readArtefact(target)).factors).toEqual(sampleContent().factors);
    expect(await readdir(parent)).toEqual(["model"]);
  });

  it("refuses a file name that leads elsewhere", async () => {
    const files = [{ name: "../escaped.json", bytes: new Uint8Array(1) }];
    await expect(writeArtefact(target, files)).rejects.toMatchObject({ code: "file-name" });
    expect(await readdir(parent)).toEqual([]);
  });
});

describe("readArtefact", () => {
  it("says that the folder is missing", async () => {
    await expect(readArtefact(target)).rejects.toMatchObject({ name: "ArtefactError", code: "missing-folder" });
  });

  it("says that a file is no folder", async () => {
    await writeFile(target, "text");
    await expect(readArtefact(target)).rejects.toMatchObject({ code: "missing-folder" });
  });

  it("passes on why the system cannot read the folder", async () => {
    await expect(readArtefact(join(parent, "x".repeat(300)))).rejects.toMatchObject({
      code: "unreadable-file",
      cause: { code: "ENAMETOOLONG" },
    });
  });

  it("says that the manifest is missing", async () => {
    await mkdir(target);
    await expect(readArtefact(target)).rejects.toMatchObject({ code: "missing-manifest" });
  });

  it("says which shard is missing", async () => {
    const files = await encodeSample();
    await writeArtefact(target, files);
    await rm(join(target, files[0]!.name));
    await expect(readArtefact(target)).rejects.toMatchObject({ code: "missing-shard" });
    await expect(readArtefact(target)).rejects.toThrow(files[0]!.name);
  });

  // Files without blocks on the disk, as long as no memory is: reading one would fail with another code.
  it.each([
    ["manifest", "manifest.json", "manifest-too-large"],
    ["shard of the model", "model-", "shard-length"],
    ["shard of users", "users-", "shard-length"],
  ])("does not read a %s that is longer than it may be", async (_, beginning, code) => {
    const files = await encodeSample();
    await writeArtefact(target, files);
    const name = files.find((file) => file.name.startsWith(beginning))!.name;
    await truncate(join(target, name), 2 ** 36);
    await expect(readArtefact(target)).rejects.toMatchObject({ code, message: expect.stringContaining("68719476736") });
  });

  it("replaces nothing whose manifest is longer than one may be", async () => {
    await writeArtefact(target, await encodeSample());
    await truncate(join(target, "manifest.json"), 2 ** 36);
    await expect(writeArtefact(target, await encodeSample())).rejects.toMatchObject({ code: "target-not-an-artefact" });
  });

  it.skipIf(process.platform === "win32")("does not wait for a writer of a pipe", async () => {
    const files = await encodeSample();
    await writeArtefact(target, files);
    await rm(join(target, files[0]!.name));
    execFileSync("mkfifo", [join(target, files[0]!.name)]);
    await expect(readArtefact(target)).rejects.toMatchObject({ code: "unreadable-file" });
    await expect(readArtefact(target)).rejects.toThrow("expected a regular file");
  });
});

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["--version"]).pid;

describe("an artefact that a killed writer had set aside", () => {
  it("is found again by who reads it, under its own name", async () => {
    await writeArtefact(target, await encodeSample());
    await rename(target, `${target}.replaced-${deadPid()}`);
    expect((await readArtefact(target)).manifest.name).toBe("sample");
    expect(await readdir(parent)).toEqual(["model"]);
  });

  it("is found again by the next writer, and replaced; what is half written goes", async () => {
    await writeArtefact(target, await encodeSample());
    const pid = deadPid();
    await rename(target, `${target}.replaced-${pid}`);
    await mkdir(`${target}.partial-${pid}`);
    await writeFile(join(`${target}.partial-${pid}`, "model-00001-of-00001-0123abcd.safetensors"), "half");
    await writeArtefact(target, await encodeArtefact(int8Content(), int8Draft()));
    expect((await readArtefact(target)).factors).toEqual(int8Content().factors);
    expect(await readdir(parent)).toEqual(["model"]);
  });

  it("is the newest of several, and says which", async () => {
    await writeArtefact(target, await encodeSample());
    const [older, newer] = [`${target}.replaced-${deadPid()}`, `${target}.replaced-${deadPid()}`];
    await rename(target, older);
    await writeArtefact(join(parent, "other"), await encodeArtefact(int8Content(), int8Draft()));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await rename(join(parent, "other"), newer);
    expect(await restoreArtefact(target)).toBe(newer);
    expect((await readArtefact(target)).factors).toEqual(int8Content().factors);
  });

  it("stays where it is while its process runs, and where something has its name", async () => {
    await writeArtefact(target, await encodeSample());
    await rename(target, `${target}.replaced-${process.ppid}`);
    await expect(readArtefact(target)).rejects.toMatchObject({ code: "missing-folder" });
    await mkdir(target);
    await expect(readArtefact(target)).rejects.toMatchObject({ code: "missing-manifest" });
    expect((await readdir(parent)).sort()).toEqual(["model", `model.replaced-${process.ppid}`]);
  });

  it("is left alone beside a new one when it holds more than an artefact", async () => {
    const aside = `${target}.replaced-${deadPid()}`;
    await mkdir(aside);
    await writeFile(join(aside, "notes.txt"), "mine");
    await writeArtefact(target, await encodeSample());
    expect(await readFile(join(aside, "notes.txt"), "utf8")).toBe("mine");
  });
});

describe("a link to a folder", () => {
  it("is followed: the artefact at its end is replaced, and the link stays", async () => {
    const real = join(parent, "real");
    await writeArtefact(real, await encodeSample());
    await symlink("real", target);
    await writeArtefact(target, await encodeArtefact(int8Content(), int8Draft()));
    expect(await readlink(target)).toBe("real");
    expect((await readArtefact(real)).factors).toEqual(int8Content().factors);
    expect((await readdir(parent)).sort()).toEqual(["model", "real"]);
    await rename(real, `${real}.replaced-${deadPid()}`);
    expect((await readArtefact(target)).factors).toEqual(int8Content().factors);
    expect((await readdir(parent)).sort()).toEqual(["model", "real"]);
  });
});
