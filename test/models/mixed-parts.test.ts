import { describe, expect, it } from "vitest";
import { type MemberParts, mixedParts, popularityParts } from "../../src/models/hybrid/mixed-parts.ts";
import { totalOf } from "../../src/models/retrieval/parts.ts";

const NOTHING = [Uint32Array.of(3, 5), Float32Array.of(1, 1)] as const;
const half = () => Float64Array.of(0.5, 0.5);

/** A member whose scores of every wanted item are made of these parts. */
function member(items: number[], parts: number[], popularity = 0): MemberParts {
  return (_, wanted) => ({
    items: Uint32Array.from(items),
    parts: Float64Array.from({ length: wanted.length * items.length }, (_, at) => parts[at % items.length]!),
    popularity: new Float64Array(wanted.length).fill(popularity),
  });
}

describe("parts of a mix", () => {
  it("are the shares of its members by their weights, whatever the scale of their scores", () => {
    const members = [member([3, 5], [300, 100]), member([5, 8], [0.01, 0.03])];
    const said = mixedParts(
      members,
      () => Float64Array.of(3, 1),
      () => true,
    )!(...NOTHING, Uint32Array.of(1, 2));
    expect([...said.items]).toEqual([3, 5, 8]);
    const row = [0.75 * 0.75, 0.75 * 0.25 + 0.25 * 0.25, 0.25 * 0.75];
    for (const [at, part] of said.parts.entries()) expect(part).toBeCloseTo(row[at % 3]!, 12);
    expect(totalOf(said, 1)).toBeCloseTo(1, 12);
  });

  it("have popularity of their own, and leave out members that say nothing of an item", () => {
    const silent = member([3], [0]);
    const said = mixedParts([member([3], [2]), popularityParts], half, () => true)!(...NOTHING, Uint32Array.of(1));
    expect([said.parts[0], said.popularity[0]]).toEqual([0.5, 0.5]);
    const alone = mixedParts([member([3], [-2]), silent], half, () => true)!(...NOTHING, Uint32Array.of(1));
    expect([...alone.parts]).toEqual([-0.5]);
  });

  it("cannot be told where a member that counts cannot tell", () => {
    expect(mixedParts([member([3], [1]), undefined], half, () => true)).toBeUndefined();
    expect(mixedParts([member([3], [1]), undefined], half, (at) => at === 0)).toBeDefined();
  });
});
