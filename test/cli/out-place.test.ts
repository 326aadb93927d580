import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readArtefact } from "../../src/artefact/folder.ts";
import { checkOutFile, writeOutFile } from "../../src/cli/out-file.ts";
import { checkOutFolder } from "../../src/cli/out-folder.ts";
import { isMountPoint } from "../../src/cli/out-place.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const file = write("file.txt", "text");
const place = join(folder, "place");
mkdirSync(place);
symlinkSync(join(folder, "nowhere"), join(place, "dangling"));
symlinkSync(join(place, "circle"), join(place, "circle"));
const longest = "n".repeat(255);

describe("the place of an artefact is refused before training", () => {
  it.each([
    ["a link that leads nowhere", join(place, "dangling"), /write-failed/, "is a link that leads nowhere"],
    ["links in a circle", join(place, "circle"), /write-failed/, "leads nowhere"],
    ["a name that is too long", join(place, `${longest}n`), /write-failed/, "the name is too long"],
    ["a name whose copy is too long", join(place, longest), /write-failed/, "the name is too long"],
    ["a name too long below parents to be made", join(place, "a", "b", longest), /write-failed/, "name is too long"],
    ["below a file", join(file, "a"), /write-failed/, "file.txt is not a folder"],
    ["a link to a file", linkTo("to-file", file), /target-not-an-artefact/, "is something else"],
  ])("when it is %s, and nothing is left there", async (_, out, code, message) => {
    const before = readdirSync(place);
    await expect(checkOutFolder(out)).rejects.toThrow(message);
    await expect(checkOutFolder(out)).rejects.toMatchObject({ code: expect.stringMatching(code) });
    expect(readdirSync(place)).toEqual(before);
  });

  // Every Linux has something mounted there.
  it.runIf(existsSync("/proc/self/mountinfo"))("when something is mounted there", async () => {
    expect(await isMountPoint("/proc")).toBe(true);
    expect(await isMountPoint(realpathSync(folder))).toBe(false);
    await expect(checkOutFolder("/proc")).rejects.toThrow("something is mounted there");
    await expect(checkOutFolder("/proc/artefact")).rejects.toMatchObject({ code: "write-failed" });
  });

  it("and taken when it is free, empty, an artefact or a link to one of these", async () => {
    mkdirSync(join(place, "empty"));
    const before = readdirSync(place);
    const free = [join(place, "free"), join(place, "deep", "er"), join(place, "empty")];
    for (const out of [...free, linkTo("to-empty", join(place, "empty"))]) await checkOutFolder(out);
    expect(readdirSync(place)).toEqual([...before, "to-empty"].sort());
  });
});

describe("the place of a report is refused before the work", () => {
  it.each([
    ["a link that leads nowhere", join(place, "dangling"), "is a link that leads nowhere"],
    ["a name that is too long", join(place, `${longest}.html`), "the name is too long"],
    ["below a file", join(file, "x.html"), "a file stands in the place of a folder"],
    ["in a folder that is missing", join(place, "none", "x.html"), "in a folder that is there"],
  ])("when it is %s", async (_, out, message) => {
    const before = readdirSync(place);
    await expect(checkOutFile(out, [])).rejects.toThrow(message);
    await expect(checkOutFile(out, [])).rejects.toMatchObject({ code: "bad-out-file" });
    expect(readdirSync(place)).toEqual(before);
  });

  it("and taken where the name is as long as the system allows", async () => {
    const out = join(place, longest);
    await checkOutFile(out, []);
    await writeOutFile(out, "report");
    await checkOutFile(out, []);
    expect(readdirSync(place)).toContain(longest);
  });
});

describe("an artefact that a killed training had set aside", () => {
  it("is brought back by the next command, which says so", async () => {
    const out = join(folder, "artefact");
    const { status, stderr } = await nearedge([
      ...["train", write("board.csv", checkerboard()), "--model", "popularity", "--out", out],
    ]);
    expect(status, stderr).toBe(0);
    const aside = `${out}.replaced-${spawnSync(process.execPath, ["--version"]).pid}`;
    renameSync(out, aside);
    const inspected = await nearedge(["inspect", out, "--json"]);
    expect(inspected.status, inspected.stderr).toBe(0);
    expect(inspected.stderr).toContain(`${realpathSync(out)}: brought back from ${aside}`);
    renameSync(out, aside);
    await expect(checkOutFolder(out)).resolves.toBeUndefined();
    expect((await readArtefact(out)).manifest.model.kind).toBe("popularity");
  });
});

function linkTo(name: string, target: string): string {
  const link = join(place, name);
  if (!existsSync(link)) symlinkSync(target, link);
  return link;
}
