import { expect, it } from "vitest";
import { logLines } from "../../src/evaluation/reports/log-lines.ts";

const OPTIONS = {
  ...{ title: "growth", description: "", xTitle: "rows", yTitle: "ms" },
  table: { columns: [], rows: [] },
} as const;
/** Height of the drawing in px, and what two names need. */
const [HEIGHT, ROOM] = [320, 17];

/** Where the names of lines that end at these values stand, in px from the top. */
function labelHeights(ends: readonly number[]): number[] {
  const lines = ends.map((y, line) => ({
    label: `line ${line}`,
    points: [
      { x: 1, y: 1 },
      { x: 10, y },
    ],
  }));
  const found: number[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    const { y, text } = part as { y?: { value?: unknown }; text?: unknown };
    if (text !== undefined && typeof y?.value === "number") found.push(y.value);
    for (const child of Object.values(part)) visit(child);
  };
  visit(logLines(lines, OPTIONS).spec);
  return found;
}

it("puts the name of a line at its end", () => {
  const [top, middle] = labelHeights([100, 10]);
  expect(top).toBeCloseTo(0, 10);
  expect(middle).toBeCloseTo(HEIGHT / 2, 10);
});

it("leaves each name room, and all of them in the drawing, where lines end together", () => {
  for (const ends of [
    Array<number>(5).fill(100),
    Array<number>(5).fill(10),
    Array<number>(5).fill(1),
    [100, 99, 98, 1, 1],
  ]) {
    const heights = labelHeights(ends).sort((a, b) => a - b);
    expect(heights).toHaveLength(5);
    for (const [place, height] of heights.entries()) {
      if (place > 0) expect(height - heights[place - 1]!).toBeGreaterThanOrEqual(ROOM - 1e-9);
      expect(height).toBeGreaterThanOrEqual(0);
      expect(height).toBeLessThanOrEqual(HEIGHT);
    }
  }
});
