import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { shopFiles } from "../../scripts/make-shop.ts";

const FOLDER = fileURLToPath(new URL("../../examples/shop", import.meta.url));
const files = shopFiles();
const rows = (name: string): string[][] =>
  (files.get(name) ?? "")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

describe("the example shop", () => {
  it("is what its script writes, to the byte, and nothing else but a README", () => {
    for (const [name, text] of files) expect(readFileSync(join(FOLDER, name), "utf8") === text, name).toBe(true);
    const there = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) =>
      statSync(join(FOLDER, name)).isFile(),
    );
    expect(there.sort()).toEqual([...files.keys(), "README.md"].sort());
  });

  it("stays below 500 KB, its pictures below 30 KB", () => {
    const bytes = (wanted: (name: string) => boolean): number =>
      [...files].filter(([name]) => wanted(name)).reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
    expect(bytes((name) => name.endsWith(".csv"))).toBeLessThan(500_000);
    expect(bytes((name) => name.startsWith("public/pictures/"))).toBeLessThan(30_000);
  });

  it("has whole rows: products once each, and orders of products that exist", () => {
    const products = rows("products.csv");
    const ids = new Set(products.map(([id]) => id));
    expect([products.length, ids.size, new Set(products.map(([, title]) => title)).size]).toEqual([300, 300, 300]);
    expect(products.filter((row) => row.length !== 7)).toEqual([]);
    const orders = rows("orders.csv");
    expect(new Set(orders.map(([customer]) => customer)).size).toBe(2000);
    expect(orders.filter((row) => row.length !== 4 || !ids.has(row[1]))).toEqual([]);
  });

  it("names pictures that are there, and leaves some products without one", () => {
    const images = rows("products.csv").map((row) => row[5]);
    const named = images.filter((image) => image !== "");
    expect(named.map((image) => `public${image}`).filter((name) => !files.has(name))).toEqual([]);
    expect([named.length, images.length - named.length]).toEqual([200, 100]);
  });
});
