import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { datasetFrom } from "../../src/data/dataset-from.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { trainArtefact } from "../../src/packing/train-artefact.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { readerOf } from "../artefact/sample.ts";

const rows = Array.from({ length: 40 }, (_, user) =>
  Array.from({ length: 12 }, (_, item) => ({ userId: `u${user}`, itemId: `i${item}`, timestamp: 100 * item + user })),
)
  .flat()
  .filter((_, at) => at % 5 !== 3 && at % 7 !== 2);

async function train(more: object) {
  const dataset = await datasetFrom(rows, "implicit", { name: "counted" });
  const request = { model: "popularity", options: {}, name: undefined, users: true, ...more };
  const trained = await trainArtefact(dataset, request, { seed: 1, threads: 1 });
  return { trained, artefact: await decodeArtefact(readerOf(trained.files)) };
}

describe("what training counts of items", () => {
  it("is packed where it is asked for, in public shards of format version 5", async () => {
    const { trained, artefact } = await train({ boughtTogether: 3, firstSeen: true });
    const { together, firstSeen, manifest } = artefact;
    expect(manifest.formatVersion).toBe(5);
    expect(manifest.data).toMatchObject({
      boughtTogether: { atMost: 3, leastUsers: 5 },
      firstSeen: "interactions",
    });
    expect(together?.indices).toHaveLength(trained.pairs ?? 0);
    expect(trained.pairs).toBe(36);
    const earliest = artefact.items.itemIds.ids.map((id) =>
      Math.min(...rows.filter(({ itemId }) => itemId === id).map(({ timestamp }) => timestamp)),
    );
    expect([...(firstSeen ?? [])]).toEqual(earliest);
    const open = await decodeArtefact(readerOf(trained.files), { part: "public" });
    expect(open.together).toEqual(together);
  });

  it("is left out by default, and the artefact is of an earlier version", async () => {
    const { trained, artefact } = await train({});
    expect(artefact).not.toHaveProperty("together");
    expect(artefact.manifest.formatVersion).toBeLessThan(5);
    expect(trained.pairs).toBeUndefined();
  });

  it("is bounded", async () => {
    const message = "boughtTogether: expected an integer from 1 to 1000, got ";
    await expect(train({ boughtTogether: 0 })).rejects.toThrow(`${message}0`);
    await expect(train({ boughtTogether: 1001 })).rejects.toThrow(`${message}1001`);
  });
});

describe("prose of the items", () => {
  const items = Array.from({ length: 12 }, (_, item) => ({
    itemId: `i${item}`,
    categories: { link: [`https://shop.example/${item}`] },
    texts: item === 3 ? {} : { plot: `What happens in ${item}.`, review: "Good." },
  }));
  const trained = async (keep: readonly string[]) => {
    const dataset = await datasetFrom(rows, "implicit", { name: "kept", items });
    const request = { model: "popularity", options: {}, name: undefined, users: false, keep };
    return trainArtefact(dataset, request, { seed: 1, threads: 1 });
  };

  it("is kept where it is asked for, and can then be a field", async () => {
    const artefact = await decodeArtefact(readerOf((await trained(["plot", "link"])).files));
    expect(artefact.manifest).toMatchObject({ formatVersion: 5, columns: { categories: ["link"], texts: ["plot"] } });
    const recommender = createRecommender(artefact, await kernelModule());
    const fields = new Map(
      recommender.popular({ k: 12, fields: ["plot", "link"] }).items.map((item) => [item.itemId, item.fields]),
    );
    expect(fields.get("i7")).toEqual({ plot: "What happens in 7.", link: "https://shop.example/7" });
    expect(fields.get("i3")).toEqual({ link: "https://shop.example/3" });
    expect(recommender.item("i7")?.texts).toEqual({ plot: "What happens in 7." });
    const code = { code: "unknown-field-column" };
    expect(() => recommender.popular({ fields: ["review"] })).toThrow(expect.objectContaining(code));
  });

  it("is left out by default", async () => {
    const artefact = await decodeArtefact(readerOf((await trained([])).files));
    expect(artefact).not.toHaveProperty("texts");
    expect(artefact.manifest.formatVersion).toBeLessThan(5);
  });

  it("of a column that there is not is refused with the nearest", async () => {
    const message = '--keep: expected columns of the catalogue: plot, review, link; got "plott" (did you mean plot?)';
    await expect(trained(["plott"])).rejects.toMatchObject({ code: "unknown-column", message });
  });
});

describe("addresses of the items", () => {
  const items = Array.from({ length: 12 }, (_, item) => ({
    itemId: `i${item}`,
    addresses: item === 3 ? {} : { poster: `/${item}.jpg`, link: `https://shop.example/${item}` },
    texts: { plot: `What happens in ${item}.` },
  }));
  const packed = async (keep: readonly string[]) => {
    const dataset = await datasetFrom(rows, "implicit", { name: "kept", items });
    const request = { model: "popularity", options: {}, name: undefined, users: false, keep };
    return decodeArtefact(readerOf((await trainArtefact(dataset, request, { seed: 1, threads: 1 })).files));
  };

  it("are kept by default, as texts before prose, and once where they are asked for as well", async () => {
    expect((await packed([])).manifest).toMatchObject({ formatVersion: 5, columns: { texts: ["poster", "link"] } });
    expect((await packed(["plot", "poster"])).manifest.columns.texts).toEqual(["poster", "link", "plot"]);
  });

  it("are in what is said of an item, under the names of their kinds too", async () => {
    const recommender = createRecommender(await packed([]), await kernelModule());
    const texts = { poster: "/7.jpg", link: "https://shop.example/7" };
    expect(recommender.item("i7")).toMatchObject({ texts, image: "/7.jpg", link: "https://shop.example/7" });
    expect(recommender.item("i3")).not.toHaveProperty("image");
    const fields = recommender
      .popular({ k: 12, fields: ["poster", "image", "link"] })
      .items.map((item) => [item.itemId, item.fields]);
    expect(new Map(fields as [string, object][]).get("i7")).toEqual({ ...texts, image: "/7.jpg" });
    expect(new Map(fields as [string, object][]).get("i3")).toEqual({});
  });
});
