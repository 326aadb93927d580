import type { Matrix } from "../../src/kernels/reference/matrix.ts";
import { createRandom, type Random } from "../../src/random.ts";

/** Sizes on both sides of every lane, block and row width that the kernels have. */
export const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 97] as const;

/** ε₃₂, the distance from 1 to the next f32. */
export const EPSILON_F32 = 2 ** -23;

/** Runs a test with random numbers whose seed stands in front of whatever fails. */
export function seeded(seed: number, test: (random: Random) => void): void {
  try {
    test(createRandom(seed));
  } catch (error) {
    if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
    throw error;
  }
}

export function gaussians(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.nextGaussian());
}

/** Whole numbers from -limit to limit: their f32 sums are exact, so that scores tie and nothing may differ. */
export function integers(random: Random, length: number, limit: number): Float32Array {
  return Float32Array.from({ length }, () => random.nextInteger(2 * limit + 1) - limit);
}

export function matrix<V extends ArrayLike<number>>(
  rowCount: number,
  columnCount: number,
  values: V,
): Matrix & { readonly values: V } {
  return { rowCount, columnCount, values };
}

/** Gaussian rows, among them zero rows and rows that repeat an earlier one. */
export function gaussianRows(
  random: Random,
  rowCount: number,
  columnCount: number,
): Matrix & { readonly values: Float32Array } {
  const values = gaussians(random, rowCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    const own = values.subarray(row * columnCount, (row + 1) * columnCount);
    const chance = random.nextFloat();
    if (chance < 0.1) own.fill(0);
    else if (chance < 0.2) own.set(values.subarray(0, columnCount));
  }
  return { rowCount, columnCount, values };
}

export interface NamedSelection {
  readonly name: string;
  readonly filter: Uint8Array | undefined;
  readonly exclude: Uint32Array | undefined;
}

/** Every kind of filter with every kind of exclusion. Bits beyond the last item are set: they must not matter. */
export function selections(random: Random, itemCount: number): NamedSelection[] {
  const filterOf = (passes: (item: number) => boolean): Uint8Array => {
    const filter = new Uint8Array(Math.ceil(itemCount / 8));
    for (let item = 0; item < filter.length * 8; item++) {
      if (item >= itemCount || passes(item)) filter[item >> 3] = filter[item >> 3]! | (1 << (item & 7));
    }
    return filter;
  };
  const block = random.nextInteger(Math.ceil(itemCount / 4));
  const filters: [string, Uint8Array | undefined][] = [
    ["no filter", undefined],
    ["all pass", filterOf(() => true)],
    ["none passes", filterOf(() => false)],
    ["one block passes", filterOf((item) => item >> 2 === block)],
    ["few pass", filterOf(() => random.nextFloat() < 0.1)],
    ["most pass", filterOf(() => random.nextFloat() < 0.9)],
    ["the last passes", filterOf((item) => item === itemCount - 1)],
  ];
  const all = Uint32Array.from({ length: itemCount }, (_, item) => item);
  const excluded: [string, Uint32Array | undefined][] = [
    ["none excluded", undefined],
    ["some excluded", all.filter(() => random.nextFloat() < 0.3)],
    ["all excluded", all],
  ];
  return filters.flatMap(([filterName, filter]) =>
    excluded.map(([excludeName, exclude]) => ({ name: `${filterName}, ${excludeName}`, filter, exclude })),
  );
}
