import { describe, expect, it } from "vitest";
import { readArtefact } from "../../src/artefact/folder.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const pairs = Array.from({ length: 8 }, (_, user) =>
  ["a", "b", "c"].map((item, at) => `${user},${item},${1000 + 10 * user + at}`),
);
const timed = write("timed.csv", `user,item,timestamp\n${pairs.flat().join("\n")}\n`);
const untimed = write("untimed.csv", "user,item\n1,a\n2,b\n");
const plot = "In a long sentence it is told what happens to whom, and why nobody could have known it before the end.";
const items = write(
  "items.csv",
  `item,title,link,overview\na,A,https://shop.example/a,"${plot}"\nb,B,https://shop.example/b,"${plot} Twice."\n`,
);
const train = (...args: string[]) => nearedge(["train", ...args, "--model", "popularity", "--out", `${folder}/out`]);

describe("what train keeps of items", () => {
  it("is said, and shown by inspect", async () => {
    const kept = ["--keep", "overview", "--bought-together", "2", "--first-seen"];
    const { status, stderr } = await train(timed, "--items", items, ...kept);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("packs columns of items: link, overview\n");
    expect(stderr).toContain("bought together: 6 pairs of items, 48 bytes\n");
    const { firstSeen, texts } = await readArtefact(`${folder}/out`);
    expect([...(firstSeen ?? [])]).toEqual([1000, 1001, 1002]);
    expect(texts?.get("overview")).toEqual([plot, `${plot} Twice.`, ""]);
    const { stdout } = await nearedge(["inspect", `${folder}/out`]);
    expect(stdout).toContain("column   overview: prose, kept to be shown\n");
    expect(stdout).toContain("pairs    6 of items that at least 5 users have together\n");
    expect(stdout).toContain("times    when each item was first interacted with\n");
  });

  it("are addresses by default, which train, inspect and answers say", async () => {
    const shop = write(
      "shop.csv",
      "item,title,price,Image URL,href\na,A,3.5,/a.png,https://shop.example/a\nb,B,4,,javascript:b\n",
    );
    const { stderr } = await train(timed, "--items", shop);
    expect(stderr).toContain("number: price · address: Image URL (1 missing), href\n");
    expect(stderr).toMatch(
      /note: shop.csv: href: 1 cell is no address that may be shown .*"javascript:b" \(line 3\)\n/,
    );
    expect(stderr).toContain("packs columns of items: price, Image URL, href\n");
    const { stdout } = await nearedge(["inspect", `${folder}/out`]);
    expect(stdout).toContain("column   Image URL: addresses, 2 of 3 items without one\n");
    const asked = ["--json", "--request", '{"fields":["image","link","price"]}'];
    const answer = await nearedge(["recommend", `${folder}/out`, "--history", "c", ...asked]);
    expect(JSON.parse(answer.stdout).items).toMatchObject([
      { itemId: "a", fields: { image: "/a.png", link: "https://shop.example/a", price: 3.5 } },
      { itemId: "b", fields: { price: 4 } },
    ]);
  });

  it("is no prose by default, which is said as well", async () => {
    const { stderr } = await train(timed, "--items", items);
    expect(stderr).toContain("packs columns of items: link; prose, not packed: overview (--keep packs it)\n");
    expect((await nearedge(["inspect", `${folder}/out`])).stdout).not.toMatch(/prose, kept/);
  });

  it("are pairs and times by default, where interactions have times, and neither where that is said", async () => {
    const shown = async () => (await nearedge(["inspect", `${folder}/out`])).stdout;
    const { stderr } = await train(timed, "--items", items);
    expect(stderr).toContain("bought together: 6 pairs of items");
    expect(await shown()).toMatch(/^pairs [\s\S]*^times /m);
    await train(timed, "--items", items, "--bought-together", "none", "--no-first-seen");
    expect(await shown()).not.toMatch(/^(pairs|times) /m);
    await train(untimed);
    expect(await shown()).not.toMatch(/^times /m);
  });

  it.each([
    [["--bought-together", "0"], 2, "expected an integer from 1 to 1000"],
    [["--bought-together", "1001"], 2, "expected an integer from 1 to 1000"],
    [["--first-seen"], 2, "--first-seen: expected interactions with times, but these have none"],
    [["--keep", "plot"], 2, "--keep: expected columns of the catalogue: it has none"],
  ])("is refused where it cannot be: %j", async (args, status, message) => {
    const run = await train(untimed, ...args);
    expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(message)]);
  });
});
