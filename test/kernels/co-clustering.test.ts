import { describe, expect, it } from "vitest";
import { f32Stride } from "../../src/kernels/layout.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { clusterErrors } from "../../src/kernels/reference/co-clustering.ts";
import { nearestCluster } from "../../src/models/neighbourhoods/co-clustering.ts";
import { createTrainingHost } from "./host.ts";
import { EPSILON_F32, gaussians, integers, matrix, SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());

const COUNTS = [0, 1, 2, 5, 64, 0, 97];
const COLUMN_CLUSTERS = 4;

describe("the cluster with the least error", () => {
  it.each(SIZES)("of %i is found for every length of row, the lowest where some tie", (clusterCount) => {
    for (const draw of [gaussians, (...given: Parameters<typeof gaussians>) => integers(...given, 1)]) {
      seeded(80_000 + clusterCount, (random) => {
        host.reset();
        const columnCount = 97;
        const stride = f32Stride(clusterCount);
        const offsets = Uint32Array.from([0, ...COUNTS]);
        for (let row = 0; row < COUNTS.length; row++) offsets[row + 1]! += offsets[row]!;
        const entryCount = offsets[COUNTS.length]!;
        const columns = Uint32Array.from({ length: entryCount }, () => random.nextInteger(columnCount));
        const columnClusters = Uint32Array.from({ length: columnCount }, () => random.nextInteger(COLUMN_CLUSTERS));
        const rest = draw(random, entryCount);
        const levels = draw(random, COLUMN_CLUSTERS * clusterCount);
        const rowClusters = host.allocate(4 * COUNTS.length);
        const total = host.kernels.assignClusters(
          0,
          COUNTS.length,
          host.put(offsets),
          host.put(columns),
          host.put(rest),
          host.put(columnClusters),
          host.putRows(matrix(COLUMN_CLUSTERS, clusterCount, levels), "f32", stride),
          clusterCount,
          stride,
          host.allocate(4 * stride),
          rowClusters,
        );
        let expectedTotal = 0;
        for (const [row, found] of host.u32(rowClusters, COUNTS.length).entries()) {
          const [start, end] = [offsets[row]!, offsets[row + 1]!];
          const own = Array.from(columns.subarray(start, end), (column) => columnClusters[column]!);
          // Serving finds the very same cluster without the kernel.
          const plain = nearestCluster(rest.subarray(start, end), Uint32Array.from(own), levels, clusterCount);
          expect(plain, `row ${row}`).toBe(found);
          const errors = clusterErrors(rest.subarray(start, end), own, levels, clusterCount);
          const least = Math.min(...errors);
          expectedTotal += least;
          const bound = draw === gaussians ? 2 * (end - start + 3) * EPSILON_F32 * least : 0;
          expect(errors[found]! - least, `row ${row}`).toBeLessThanOrEqual(bound);
          if (bound === 0) expect(found, `row ${row}`).toBe(errors.indexOf(least));
        }
        expect(Math.abs(total - expectedTotal)).toBeLessThanOrEqual(100 * EPSILON_F32 * expectedTotal);
      });
    }
  });
});
