/** Least distance of two names that stand at the ends of lines, in px. */
const LABEL_GAP = 17;

/** Where names stand, in px from the top of a plot: at the ends of their lines, as far as they leave each other room. */
export function spreadLabels(wanted: readonly number[], height: number): number[] {
  const order = wanted.map((_, line) => line).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  // Downwards each moves behind the one before it; upwards the last ones come back into the drawing.
  let above = Number.NEGATIVE_INFINITY;
  for (const line of order) {
    above = Math.max(placed[line] ?? 0, above + LABEL_GAP);
    placed[line] = above;
  }
  let below = height + LABEL_GAP;
  for (const line of order.reverse()) {
    below = Math.min(placed[line] ?? 0, below - LABEL_GAP);
    placed[line] = below;
  }
  return placed;
}
