import { OptionsError } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import type { Setting } from "./run.ts";
import { type Dimension, drawValue, sizeOf, valuesOf } from "./space.ts";

/** More settings than this are a mistyped grid rather than a plan. */
export const MAXIMUM_SETTINGS = 10_000;

/** Keeps the draws of a search apart from other uses of the same seed. */
const SEARCH_STREAM = 0x5ea;

/** Draws in a row that may repeat earlier settings before the drawing ends with fewer. */
const MAXIMUM_REPEATS = 10_000;

/**
 * The settings that a search tries; trial t is the setting at place t − 1. No setting comes twice.
 *
 * Without `trials`: the whole grid, the last dimension changing fastest. With `trials`: as many settings, drawn
 * independently from every dimension; the whole space, in the order of the grid, where it has no more settings than that.
 * Where nearly all chance lies on a few settings there may be fewer. Same seed, same settings.
 * Throws OptionsError `empty-space`, `range-needs-trials`, or `grid-too-large` above 10,000 settings.
 */
export function planSettings(dimensions: readonly Dimension[], trials: number | undefined, seed: number): Setting[] {
  if (dimensions.length === 0) {
    const give =
      "give --grid key=a,b,c for every combination, or --space key=low..high with --trials N for random ones";
    throw new OptionsError("empty-space", `expected options to search, got none; ${give}`);
  }
  const size = sizeOf(dimensions);
  if (trials !== undefined && trials < size) return drawSettings(dimensions, trials, seed);
  const range = trials === undefined ? dimensions.find(({ kind }) => kind === "range") : undefined;
  if (range) {
    const expected = "a range is drawn from, which needs --trials N; for every combination list values";
    throw new OptionsError("range-needs-trials", `--space ${range.key}: ${expected}: --grid ${range.key}=a,b,c`);
  }
  if (size > MAXIMUM_SETTINGS) {
    const most = MAXIMUM_SETTINGS.toLocaleString("en-GB");
    throw new OptionsError(
      "grid-too-large",
      `--grid: expected at most ${most} settings, got ${size.toLocaleString("en-GB")}; list fewer values, or draw some of them with --trials N`,
    );
  }
  return dimensions.reduce<Setting[]>(
    (settings, dimension) =>
      settings.flatMap((setting) => valuesOf(dimension).map((value) => withOption(setting, dimension.key, value))),
    [{}],
  );
}

function drawSettings(dimensions: readonly Dimension[], trials: number, seed: number): Setting[] {
  const random = createRandom(seed, SEARCH_STREAM);
  const drawn = new Map<string, Setting>();
  let repeats = 0;
  while (drawn.size < trials && repeats < MAXIMUM_REPEATS) {
    const setting = dimensions.reduce<Setting>(
      (options, dimension) => withOption(options, dimension.key, drawValue(dimension, random)),
      {},
    );
    const key = JSON.stringify(setting);
    if (drawn.has(key)) repeats++;
    else {
      drawn.set(key, setting);
      repeats = 0;
    }
  }
  return [...drawn.values()];
}

/** Unlike an assignment, this keeps a key such as __proto__, so that it is refused like any other unknown one. */
function withOption(setting: Setting, key: string, value: string): Setting {
  return Object.fromEntries([...Object.entries(setting), [key, value]]);
}
