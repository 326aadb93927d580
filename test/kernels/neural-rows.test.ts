import { describe, expect, it } from "vitest";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import * as matrices from "../../src/kernels/reference/neural-matrix.ts";
import * as reference from "../../src/kernels/reference/neural-rows.ts";
import { createTrainingHost } from "./host.ts";
import { absolute, expectNear, expectPadding, place, randomMatrix, randomVector } from "./neural-matrices.ts";
import { EPSILON_F32, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;
const ROWS = 9;
const TABLE_ROWS = 7;

describe.each(SIZES)("with %i columns", (columns) => {
  it("looks rows up, some of them twice, and adds gradients into their slots", () => {
    seeded(51_000 + columns, (random) => {
      host.reset();
      const [table, out] = [randomMatrix(random, TABLE_ROWS, columns), randomMatrix(random, ROWS, columns)];
      const indices = Uint32Array.from({ length: ROWS }, () => random.nextInteger(TABLE_ROWS));
      const [placedTable, placedOut, placedIndices] = [place(host, table), place(host, out), host.put(indices)];
      kernels.gatherRows(
        ...([ROWS, placedIndices, columns, placedTable.pointer, table.stride, placedOut.pointer, out.stride] as const),
      );
      const gathered = out.values.slice();
      reference.gatherRows(ROWS, indices, columns, table.values, table.stride, gathered, out.stride);
      expect(placedOut.read()).toEqual(gathered);

      kernels.scatterAddRows(
        ...([ROWS, placedIndices, columns, placedOut.pointer, out.stride, placedTable.pointer, table.stride] as const),
      );
      const [sums, sizes] = [Float64Array.from(table.values), absolute(table.values)];
      reference.scatterAddRows(ROWS, indices, columns, gathered, out.stride, sums, table.stride);
      reference.scatterAddRows(ROWS, indices, columns, absolute(gathered), out.stride, sizes, table.stride);
      expectNear(placedTable.read(), sums, (at) => (ROWS + 1) * EPSILON_F32 * sizes[at]!);
      expectPadding(placedTable.read(), table);
    });
  });

  it.each([true, false])("sums bags of rows and goes back (with values: %s)", (withValues) => {
    seeded(52_000 + columns, (random) => {
      host.reset();
      const [table, out] = [randomMatrix(random, TABLE_ROWS, columns), randomMatrix(random, ROWS, columns)];
      // The first bag is empty, the others have up to five entries.
      const offsets = new Uint32Array(ROWS + 1);
      for (let row = 1; row < ROWS; row++) offsets[row + 1] = offsets[row]! + random.nextInteger(6);
      const entries = offsets[ROWS]!;
      const indices = Uint32Array.from({ length: entries }, () => random.nextInteger(TABLE_ROWS));
      const values = withValues ? randomVector(random, entries).subarray(0, entries) : null;
      const sparse = [ROWS, offsets, indices, values] as const;
      const [placedTable, placedOut] = [place(host, table), place(host, out)];
      const placed = [ROWS, host.put(offsets), host.put(indices), values === null ? 0 : host.put(values)] as const;
      kernels.bagRows(...placed, columns, placedTable.pointer, table.stride, placedOut.pointer, out.stride);
      const [bags, bagSizes] = [Float64Array.from(out.values), absolute(out.values)];
      const sizesOf = values === null ? null : absolute(values);
      reference.bagRows(...sparse, columns, table.values, table.stride, bags, out.stride);
      reference.bagRows(
        ...([ROWS, offsets, indices, sizesOf, columns, absolute(table.values), table.stride] as const),
        ...([bagSizes, out.stride] as const),
      );
      expectNear(placedOut.read(), bags, (at) => 8 * EPSILON_F32 * bagSizes[at]!);
      expectPadding(placedOut.read(), out);

      const gradients = placedOut.read();
      kernels.scatterAddBags(...placed, columns, placedOut.pointer, out.stride, placedTable.pointer, table.stride);
      const [sums, sizes] = [Float64Array.from(table.values), absolute(table.values)];
      reference.scatterAddBags(...sparse, columns, gradients, out.stride, sums, table.stride);
      reference.scatterAddBags(
        ...([ROWS, offsets, indices, sizesOf, columns, absolute(gradients), out.stride, sizes, table.stride] as const),
      );
      expectNear(placedTable.read(), sums, (at) => (entries + 2) * EPSILON_F32 * sizes[at]!);
      expectPadding(placedTable.read(), table);
    });
  });

  it.each([false, true])("copies, multiplies, dots and scales rows (accumulate: %s)", (accumulate) => {
    seeded(53_000 + columns, (random) => {
      const x = randomMatrix(random, ROWS, columns);
      const y = randomMatrix(random, ROWS, columns);
      const out = randomMatrix(random, ROWS, columns);
      const one = randomMatrix(random, ROWS, 1);
      const run = (
        target: typeof out,
        kernel: (x: number, y: number, one: number, out: number) => void,
        exact: (out: Float64Array, of: (values: Float32Array) => Float64Array) => void,
      ): void => {
        host.reset();
        const placed = place(host, target);
        kernel(host.put(x.values), host.put(y.values), host.put(one.values), placed.pointer);
        const [expected, sizes] = [Float64Array.from(target.values), absolute(target.values)];
        exact(expected, (values) => Float64Array.from(values));
        exact(sizes, absolute);
        expectNear(placed.read(), expected, (at) => (columns / 4 + 5) * EPSILON_F32 * sizes[at]!);
        expectPadding(placed.read(), target);
      };
      const shape = [ROWS, columns] as const;
      const add = Number(accumulate);
      const { stride } = out;
      run(
        out,
        (xPtr, _y, _one, to) => kernels.copyRows(...shape, xPtr, stride, add, to, stride),
        (to, of) => reference.copyRows(...shape, of(x.values), stride, accumulate, to, stride),
      );
      run(
        out,
        (xPtr, yPtr, _one, to) => kernels.multiplyRows(...shape, xPtr, stride, yPtr, stride, add, to, stride),
        (to, of) =>
          reference.multiplyRows(...shape, of(x.values), stride, of(y.values), stride, accumulate, to, stride),
      );
      run(
        one,
        (xPtr, yPtr, _one, to) => kernels.dotRows(...shape, xPtr, stride, yPtr, stride, add, to, one.stride),
        (to, of) => reference.dotRows(...shape, of(x.values), stride, of(y.values), stride, accumulate, to, one.stride),
      );
      run(
        out,
        (xPtr, _y, onePtr, to) => kernels.scaleRows(...shape, onePtr, one.stride, xPtr, stride, add, to, stride),
        (to, of) =>
          reference.scaleRows(...shape, of(one.values), one.stride, of(x.values), stride, accumulate, to, stride),
      );
    });
  });

  it.each([0, 1, 2, 3])("copies blocks from column %i on, and touches nothing beside them", (begin) => {
    seeded(55_000 + 10 * columns + begin, (random) => {
      for (const accumulate of [false, true]) {
        host.reset();
        const [x, out] = [randomMatrix(random, ROWS, columns + 5), randomMatrix(random, ROWS, columns + 5)];
        const { stride } = out;
        const [from, placed] = [place(host, x), place(host, out)];
        const to = placed.pointer + 4 * begin;
        kernels.copyBlock(ROWS, columns, from.pointer + 4 * (3 - begin), stride, Number(accumulate), to, stride);
        const expected = Float32Array.from(out.values);
        const own = expected.subarray(begin);
        reference.copyBlock(ROWS, columns, x.values.subarray(3 - begin), stride, accumulate, own, stride);
        expect(placed.read()).toEqual(expected);
      }
    });
  });

  it.each([0, 1, 5, 130])("sums columns of %i rows", (rows) => {
    seeded(54_000 + columns + rows, (random) => {
      for (const accumulate of [false, true]) {
        host.reset();
        const a = randomMatrix(random, rows, columns);
        const out = randomVector(random, columns);
        const pointer = host.put(out);
        kernels.columnSums(rows, columns, host.put(a.values), a.stride, Number(accumulate), pointer);
        const [expected, sizes] = [Float64Array.from(out), absolute(out)];
        matrices.columnSums(rows, columns, a.values, a.stride, accumulate, expected);
        matrices.columnSums(rows, columns, absolute(a.values), a.stride, accumulate, sizes);
        expectNear(host.f32(pointer, out.length), expected, (at) => (rows + 1) * EPSILON_F32 * sizes[at]!);
      }
    });
  });
});
