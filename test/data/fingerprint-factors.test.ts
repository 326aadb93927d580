import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fingerprintFactors } from "../../src/data/fingerprint-factors.ts";
import { tableOf } from "../packing/imported/catalogue.ts";

const IDS = ["a", "ü", "c"];
const VALUES = Float32Array.of(1, 2, 3, 4, 5, 6);

describe("the fingerprint of item factors", () => {
  it("is the sha-256 of sizes, ids and rows, in blocks of any size", async () => {
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(3, 0);
    sizes.writeUInt32LE(2, 4);
    const rows = Buffer.from(VALUES.buffer);
    const expected = createHash("sha256").update(sizes).update("a\nü\nc\n").update(rows).digest("hex");
    expect(await fingerprintFactors(IDS, tableOf(VALUES, 2))).toBe(expected);
    expect(await fingerprintFactors(IDS, tableOf(VALUES, 2, 1))).toBe(expected);
  });

  it("is another one for other ids", async () => {
    const [own, other] = await Promise.all(
      [IDS, ["a", "b", "c"]].map((ids) => fingerprintFactors(ids, tableOf(VALUES, 2))),
    );
    expect(own).not.toBe(other);
  });
});
