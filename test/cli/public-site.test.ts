import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readPublicFolder } from "../../src/cli/public-folder.ts";
import { writeStaticFiles } from "../../src/cli/site.ts";
import { stageArtefact } from "../../src/cli/staged-artefact.ts";
import { assetHeaders } from "../../worker/asset-headers.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const out = join(folder, "site");
const own = join(folder, "own");
const site = (...options: string[]) => nearedge(["site", artefact, "--out", out, "--no-page", ...options]);
const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

beforeAll(async () => {
  const items = Array.from(
    { length: 12 },
    (_, item) => `i${item},Item ${item},${item === 0 ? "https://pictures.test" : ""}/pictures/${item}.svg`,
  );
  const catalogue = write("items.csv", `item,title,image\n${items.join("\n")}\n`);
  const board = write("board.csv", checkerboard());
  await nearedge(["train", board, "--items", catalogue, "--out", artefact, "--model", "popularity"]);
});
beforeEach(() => {
  for (const path of [out, own]) rmSync(path, { recursive: true, force: true });
  for (let item = 0; item < 10; item++) put(join(own, `pictures/${item}.svg`), `<svg>${item}</svg>`);
  put(join(own, ".env"), "SECRET=1");
});

const figures = z.looseObject({
  public: z.array(z.object({ name: z.string(), bytes: z.number() })),
  publicFolder: z.strictObject({
    folder: z.string(),
    files: z.number(),
    bytes: z.number(),
    endings: z.record(z.string(), z.number()),
    leftOut: z.strictObject({ hidden: z.number(), outside: z.number(), others: z.number() }),
  }),
  limits: z.looseObject({ files: z.object({ value: z.number(), limit: z.number() }) }),
});

describe("nearedge site --public", () => {
  it("copies the files beside the artefact, with their headers, and says what and how much", async () => {
    const args = ["site", artefact, "--out", out, "--no-page", "--public", own];
    const { answer, stderr } = await nearedgeJson(figures, args);
    expect(readdirSync(join(out, "public")).sort()).toEqual(["_headers", "artefact", "pictures"]);
    expect(readFileSync(join(out, "public/pictures/7.svg"), "utf8")).toBe("<svg>7</svg>");
    expect(readFileSync(join(out, "public/_headers"), "utf8")).toBe(assetHeaders(["7.svg"]));
    const leftOut = { hidden: 1, outside: 0, others: 0 };
    expect(answer.publicFolder).toEqual({ folder: own, files: 10, bytes: 120, endings: { svg: 10 }, leftOut });
    expect(answer.public).toContainEqual({ name: "pictures/7.svg", bytes: 12 });
    // The rules for headers, the artefact's two, and ten of ours.
    expect(answer.limits.files).toEqual({ value: 13, limit: 20_000 });
    expect(stderr).toContain(
      "2 items have a picture that is not there: i10 (/pictures/10.svg), i11 (/pictures/11.svg);",
    );
    const { stdout } = await nearedge(args);
    expect(stdout).toContain(`\npublic    10 files of ${own} (10 svg), 0.1 KiB\n`);
    expect(stdout).toContain(`\nleft out  of ${own}: 1 hidden\n`);
    expect(stdout).not.toContain("the page (");
  });

  it("replaces what came from the folder before, also when it goes without one, and nothing that somebody put there", async () => {
    put(join(own, "robots.txt"), "Allow: /");
    expect((await site("--public", own)).status).toBe(0);
    rmSync(join(own, "pictures/9.svg"));
    expect((await site("--public", own)).status).toBe(0);
    expect(readdirSync(join(out, "public/pictures")).length).toBe(9);
    put(join(out, "public/pictures/by-hand.svg"), "mine");
    expect(await site("--public", own)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/holds public\/pictures\/by-hand\.svg, which would be lost .*\[not-a-site\]/),
    });
    expect(readFileSync(join(out, "public/pictures/by-hand.svg"), "utf8")).toBe("mine");
    rmSync(join(out, "public/pictures/by-hand.svg"));
    expect((await site()).status).toBe(0);
    expect(readdirSync(join(out, "public")).sort()).toEqual(["_headers", "artefact"]);
    expect(readdirSync(out).sort()).toEqual(["public", "worker", "wrangler.toml"]);
  });

  it("refuses a folder before anything is built or written, and says the code", async () => {
    const refused = async (code: string, given: string, ...more: string[]) => {
      const { status, stdout, stderr } = await site("--public", given, ...more);
      expect([status, stdout, stderr]).toEqual([2, "", expect.stringContaining(`[${code}]`)]);
      expect(stderr).not.toContain("building");
      expect(readdirSync(folder)).not.toContain("site");
    };
    await refused("public-missing", join(folder, "none"));
    await refused("public-not-apart", folder);
    await refused("public-not-apart", artefact);
    await refused("public-not-apart", own, "--out", join(own, "site"));
    put(join(own, "v1/model"), "mine");
    await refused("public-clash", own, "--json");
    const { status, stderr } = await nearedge(["serve", own, "--public", own]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("[public-not-apart]")]);
  });
});

describe("files of one's own in a folder of the page", () => {
  it("lie beside the page's, and never in the place of one", async () => {
    const page = join(folder, "page");
    put(join(page, "assets/page-Ab1.js"), "page");
    put(join(own, "assets/mine.js"), "mine");
    const staged = await stageArtefact(artefact, { users: false });
    await writeStaticFiles(out, staged, page, await readPublicFolder(own));
    expect(readdirSync(join(out, "assets")).sort()).toEqual(["mine.js", "page-Ab1.js"]);
    put(join(own, "assets/page-Ab1.js"), "mine");
    rmSync(out, { recursive: true });
    await expect(writeStaticFiles(out, staged, page, await readPublicFolder(own))).rejects.toMatchObject({
      code: "public-clash",
      message: expect.stringContaining(`/assets/page-Ab1.js of ${own} is one of them`),
    });
    expect(readFileSync(join(out, "assets/page-Ab1.js"), "utf8")).toBe("page");
  });
});

describe("nearedge deploy --public", () => {
  it("has wrangler check the files with the rest", async () => {
    const args = ["deploy", artefact, "--dry-run", "--no-page", "--public", own];
    const { answer } = await nearedgeJson(figures, [...args]);
    expect(answer.publicFolder.files).toBe(10);
    const { status, stdout, stderr } = await nearedge(args);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining(`\npublic    10 files of ${own} (10 svg), 0.1 KiB\n`),
    ]);
    expect(stdout).toContain("\nfiles     13 of 20000;");
    expect(stderr).toContain("warning: ");
  });
});

describe("without --public", () => {
  it("a site with the page says that pictures from the root are not there, and keeps its files; one without says nothing", async () => {
    const note = "note: 11 items have a picture from the root, such as /pictures/1.svg";
    expect((await nearedge(["site", artefact, "--out", out])).stderr).toContain(note);
    const [file = ""] = readdirSync(join(out, "public/assets"));
    put(join(own, "assets", file), "mine");
    expect(await nearedge(["site", artefact, "--out", out, "--public", own])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("[public-clash]"),
    });
    expect(readFileSync(join(out, "public/assets", file), "utf8")).not.toBe("mine");
    expect((await site()).stderr).not.toContain("picture");
  });
});
