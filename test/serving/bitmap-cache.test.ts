import { describe, expect, it } from "vitest";
import { createBitmapCache } from "../../src/serving/filter/bitmap-cache.ts";

describe("the cache of sets", () => {
  /** Names of one letter count 2 bytes, sets of two words 8. */
  const make = () => new Uint32Array(2);

  it("drops those that were used longest ago once it is full", () => {
    const cache = createBitmapCache(20);
    const a = cache.get("a", make);
    const b = cache.get("b", make);
    expect(cache.get("a", make)).toBe(a);
    cache.get("c", make);
    expect(cache.get("a", make)).toBe(a);
    expect(cache.get("b", make)).not.toBe(b);
  });

  it("keeps nothing that is larger than itself", () => {
    const cache = createBitmapCache(20);
    const a = cache.get("a", make);
    const large = () => new Uint32Array(5);
    expect(cache.get("b", large)).not.toBe(cache.get("b", large));
    expect(cache.get("a", make)).toBe(a);
  });
});
