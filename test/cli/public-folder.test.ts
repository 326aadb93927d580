import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openPublicFolder } from "../../src/cli/open-public-folder.ts";
import { leftOutWords, publicFigures, publicWords, readPublicFolder } from "../../src/cli/public-folder.ts";
import { pictureLines } from "../../src/cli/root-pictures.ts";
import { ASSET_HEADERS, assetHeaders } from "../../worker/asset-headers.ts";
import { temporaryFolder } from "./nearedge.ts";

const { folder } = temporaryFolder();
const own = join(folder, "own");
const put = (path: string, text = "x"): string => {
  const place = join(own, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
};

beforeEach(() => {
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
});

describe("what of a public folder is served", () => {
  const paths = async () => (await readPublicFolder(own)).files.map(({ path }) => path);

  it("is every plain file, by its path, in folders and through links within", async () => {
    put("robots.txt", "four");
    put("pictures/2026/a b é%.jpg");
    put(".well-known/security.txt");
    symlinkSync("../robots.txt", join(own, "pictures/link.txt"));
    symlinkSync("2026", join(own, "pictures/latest"));
    const { files, leftOut } = await readPublicFolder(own);
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      [".well-known/security.txt", 1],
      ["pictures/2026/a b é%.jpg", 1],
      ["pictures/latest/a b é%.jpg", 1],
      ["pictures/link.txt", 4],
      ["robots.txt", 4],
    ]);
    expect(leftOut).toEqual({ hidden: 0, outside: 0, others: 0 });
    expect(leftOutWords(leftOut)).toBe("");
  });

  it("is nothing hidden, at any depth or by a link, and each is counted", async () => {
    put("shown.txt");
    put(".env", "SECRET=1");
    put(".git/config");
    put("pictures/.DS_Store");
    put("pictures/.well-known/no.txt");
    symlinkSync(".env", join(own, "settings.txt"));
    symlinkSync(".git", join(own, "git"));
    symlinkSync("shown.txt", join(own, ".shown.txt"));
    expect(await paths()).toEqual(["shown.txt"]);
    expect((await readPublicFolder(own)).leftOut).toEqual({ hidden: 7, outside: 0, others: 0 });
  });

  it("is nothing outside of the folder, whatever links lead there", async () => {
    put("shown.txt");
    symlinkSync("/etc/passwd", join(own, "passwd.txt"));
    symlinkSync("..", join(own, "up"));
    symlinkSync(`${own}-beside`, join(own, "beside.txt"));
    writeFileSync(`${own}-beside`, "mine");
    expect(await paths()).toEqual(["shown.txt"]);
    const { leftOut } = await readPublicFolder(own);
    expect(leftOutWords(leftOut)).toBe("3 links that lead out of it");
  });

  it("is no link in a circle or to nowhere, and no name that an address cannot lead to", async () => {
    put("a/shown.txt");
    put("b/also.txt");
    symlinkSync("../b", join(own, "a/b"));
    symlinkSync("../a", join(own, "b/a"));
    symlinkSync("nowhere", join(own, "broken.jpg"));
    put("back\\slash.jpg");
    expect(await paths()).toEqual(["a/b/also.txt", "a/shown.txt", "b/a/shown.txt", "b/also.txt"]);
    expect(leftOutWords((await readPublicFolder(own)).leftOut)).toBe("4 that are no plain files");
  });

  it.skipIf(process.platform !== "linux")("is no name that is no UTF-8, which Node reads as another one", async () => {
    put("shown.txt");
    writeFileSync(Buffer.concat([Buffer.from(`${own}/a`), Buffer.of(0xff), Buffer.from(".jpg")]), "x");
    expect(await paths()).toEqual(["shown.txt"]);
    expect((await readPublicFolder(own)).leftOut.others).toBe(1);
  });

  it("is said by its kinds, of which customers' data would be one", async () => {
    for (const name of ["1.svg", "2.svg", "orders.csv", "3.SVG", "LICENSE"]) put(name, "x".repeat(512));
    const figures = publicFigures(await readPublicFolder(own));
    expect(figures).toMatchObject({ files: 5, bytes: 2560, endings: { svg: 3, csv: 1, "": 1 } });
    expect(publicWords(figures)).toBe(`5 files of ${own} (3 svg, 1 without an ending, 1 csv), 2.5 KiB`);
  });
});

describe("a public folder is refused:", () => {
  const place = { page: true, apart: [] };
  const refused = async (code: string, given: string, { page, apart }: { page: boolean; apart: string[] } = place) => {
    const error: unknown = await openPublicFolder(given, { page, apart }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: "OptionsError", code });
    return error instanceof Error ? error.message : "";
  };

  it("one that is missing, a file, empty, or with nothing to be served", async () => {
    expect(await refused("public-missing", join(own, "none"))).toContain(`there is no ${join(own, "none")}`);
    await refused("public-missing", " ");
    expect(await refused("public-not-a-folder", put("a.jpg"))).toContain("is a file; name the folder it lies in");
    rmSync(join(own, "a.jpg"));
    expect(await refused("public-empty", own)).toContain("is empty");
    put(".env");
    expect(await refused("public-empty", own)).toContain("has nothing that may be served (1 hidden)");
  });

  it("a file above the platform's limit, which is named, at one byte more", async () => {
    const large = put("film.mp4", "");
    truncateSync(large, 25 * 1024 * 1024);
    expect((await readPublicFolder(own)).files.length).toBe(1);
    truncateSync(large, 25 * 1024 * 1024 + 1);
    const message = await refused("public-file-too-large", own);
    expect(message).toContain(`at most 25.0 MiB, the limit of static files of a Worker, but ${large} has 25.0 MiB`);
  });

  it("more files and folders than any plan takes, as soon as they are too many", async () => {
    for (const path of ["a/1", "a/2", "b/1"]) put(path);
    expect((await readPublicFolder(own, 5)).files.length).toBe(3);
    await expect(readPublicFolder(own, 4)).rejects.toMatchObject({
      code: "public-too-many-files",
      message: expect.stringContaining("20000 files on the free plan, 100000 on the paid one"),
    });
  });

  it.skipIf(process.getuid?.() === 0)("a file that cannot be read", async () => {
    chmodSync(put("closed.jpg"), 0o000);
    expect(await refused("public-unreadable", own)).toContain("closed.jpg");
  });

  it.each([
    ["v1/model", "/v1/model is a route of the service"],
    ["V1/Model", "/v1/model is a route of the service"],
    ["artefact/manifest.json", "/artefact/manifest.json is a route of the service"],
    ["artefact", "/artefact/ is a route of the service"],
    ["health/live.html", "/health/live is a route of the service"],
    ["openapi.json", "/openapi.json is a route of the service"],
    ["docs.html", "/docs is a route of the service"],
    ["docs/index.html", "/docs is a route of the service"],
    ["index.html", "/index.html is the page's own"],
    ["docs.js", "/docs.js is the page's own"],
    ["assets", "/assets is the page's own"],
    ["_headers", "rules of the platform"],
    ["pictures/_redirects", "rules of the platform"],
    ["_headers/a.jpg", "rules of the platform"],
  ])("a file %s, since %s", async (path, reason) => {
    put(path);
    const message = await refused("public-clash", own);
    expect(message).toContain(`${join(own, path)} (${reason}`);
  });

  it("not for names beside those, nor for those of a page that is left out", async () => {
    for (const path of ["docs/size-guide.html", "assets/mine.jpg", "v1.jpg", "pictures/v1/a.jpg", "favicon.ico"])
      put(path);
    expect((await openPublicFolder(own, place))?.files.length).toBe(5);
    put("index.html");
    await refused("public-clash", own);
    expect((await openPublicFolder(own, { ...place, page: false }))?.files.length).toBe(6);
    expect(await openPublicFolder(undefined, place)).toBeUndefined();
  });

  it("more clashes than three are counted", async () => {
    for (const path of ["v1/a", "v1/b", "v1/c", "v1/d", "v1/e"]) put(path);
    expect(await refused("public-clash", own)).toContain(
      `${join(own, "v1/c")} (/v1/c is a route of the service) and 2 more`,
    );
  });

  it("one that holds the artefact, the data or the site, lies in them, or is one of them", async () => {
    put("pictures/a.jpg");
    put("orders.csv");
    const apart = (path: string) => refused("public-not-apart", own, { page: true, apart: [path] });
    expect(await apart(join(own, "orders.csv"))).toContain(`${own} holds ${join(own, "orders.csv")}`);
    expect(await apart(own)).toContain(`but ${own} is one of these;`);
    await apart(join(own, "site-to-be"));
    expect(await apart(folder)).toContain(`${own} lies in ${folder}`);
    expect(await openPublicFolder(own, { page: true, apart: [`${own}-2`] })).toBeDefined();
    symlinkSync(own, `${own}-link`);
    await apart(`${own}-link/site-to-be`);
    await apart(`${own}-link/deeper/site-to-be`);
    rmSync(`${own}-link`);
  });
});

describe("headers of files", () => {
  it("forbid scripts of drawings, in each way to write the ending, and nothing else", () => {
    const rules = assetHeaders(["a.svg", "b/c.SVG", "d.png", "svg"]);
    const policy = "  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox\n";
    expect(rules).toBe(`${ASSET_HEADERS}/*.SVG\n${policy}/*.svg\n${policy}`);
    expect(assetHeaders(["d.png"])).toBe(ASSET_HEADERS);
  });

  it("let nothing in a shared folder be kept for a year", () => {
    expect(ASSET_HEADERS).toContain("/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n");
    expect(assetHeaders(["assets/mine.jpg"])).not.toContain("/assets/");
    expect(assetHeaders(["pictures/assets/mine.jpg"])).toBe(ASSET_HEADERS);
  });
});

describe("pictures from the root", () => {
  const pictures = ["/pictures/1.svg", "/pictures/a%20b.jpg", "/pictures/c d.jpg?v=2", "/pictures/2.svg", "/3.svg"].map(
    (address, at) => ({ itemId: `i${at}`, address }),
  );

  it("are said to be nowhere without a folder, and nothing is said without pictures", async () => {
    const [line = "", ...more] = pictureLines(pictures, undefined);
    expect(line).toMatch(
      /^note: 5 items have a picture from the root, such as \/pictures\/1\.svg, .*404.*--public FOLDER/,
    );
    expect([more, pictureLines([], undefined)]).toEqual([[], []]);
  });

  it("are looked for as a browser asks for them, and the first three that are missing are named", async () => {
    for (const name of ["1.svg", "a b.jpg", "c d.jpg"]) put(`pictures/${name}`);
    const here = await readPublicFolder(own);
    const [line = ""] = pictureLines(pictures, here);
    expect(line).toBe(
      `warning: ${own}: 2 items have a picture that is not there: i3 (/pictures/2.svg), i4 (/3.svg); the page draws covers instead`,
    );
    expect(pictureLines(pictures.slice(0, 3), here)).toEqual([]);
    rmSync(join(own, "pictures"), { recursive: true });
    put("other.txt");
    const none = pictureLines(pictures, await readPublicFolder(own));
    expect(none).toEqual([expect.stringMatching(/5 items .* i2 \(\/pictures\/c d\.jpg\?v=2\), …; /)]);
  });

  it("are known to lie one folder deeper than what was given", async () => {
    put("1.svg");
    expect(pictureLines(pictures, await readPublicFolder(own))).toEqual([
      expect.stringMatching(/; expected the folder that holds pictures\/$/),
    ]);
  });

  it.each([
    ["a percent sign", "a 100%.svg", "/pictures/a 100%.svg", "/pictures/a%20100%25.svg"],
    ["what an address has before its query", "a?b#c.svg", "/pictures/a?b#c.svg", "/pictures/a%3Fb%23c.svg"],
    ["letter case", "P1.SVG", "/pictures/p1.svg", "/pictures/P1.SVG"],
    ["accents that stand alone", "e\u0301.svg", "/pictures/%C3%A9.svg", "/pictures/e%CC%81.svg"],
  ])("are told from files that differ by %s, whose addresses are said", async (_, name, address, right) => {
    put(`pictures/${name}`);
    const here = await readPublicFolder(own);
    const [line = ""] = pictureLines([{ itemId: "i", address }], here);
    expect(line).toContain(`; the address of pictures/${name} is ${right}`);
    expect(pictureLines([{ itemId: "i", address: right }], here)).toEqual([]);
  });
});
