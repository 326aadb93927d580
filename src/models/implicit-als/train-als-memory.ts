import type { Csr } from "../../data/csr.ts";
import type { Layout } from "../../kernels/layout.ts";
import { planSweeps, type SweepsMap, type SweepsSide } from "../../training/factor-sweeps-memory.ts";
import type { DataShape } from "../train-model.ts";
import type { ImplicitAlsOptions } from "./implicit-als.ts";

/** Parts that a Gram matrix is summed in: fixed, so that the sums do not depend on how many threads share them. */
export const GRAM_PARTS = 16;

/** One side of the factorisation, with the Gram matrix of its factors. */
export interface AlsSide extends SweepsSide {
  /** Partial Gram matrices, then the whole one scaled by α₀. */
  readonly gramParts: number;
  readonly gram: number;
}

/** What the threads share. */
export interface AlsMemoryMap extends SweepsMap<AlsSide> {
  /** For solver=block: a score for each interaction of the longest row, of thread t at predictions + t · predictionBytes. */
  readonly predictions: number;
  readonly predictionBytes: number;
}

/** Sizes of the data, with the most interactions of a user or an item. */
export interface AlsShape extends DataShape {
  readonly longest: number;
}

/** Draws up the shared memory: about three times the interactions' binary size plus the factors. */
export function planAlsMemory(
  layout: Layout,
  shape: AlsShape,
  { factors, solver }: Pick<ImplicitAlsOptions, "factors" | "solver">,
  threadCount: number,
): AlsMemoryMap {
  const map = planSweeps(layout, shape, factors, threadCount);
  const gramBytes = map.stride * map.stride * 4;
  const withGram = (side: SweepsSide): AlsSide => ({
    ...side,
    gramParts: layout.region(GRAM_PARTS * gramBytes),
    gram: layout.region(gramBytes),
  });
  const users = withGram(map.users);
  const items = withGram(map.items);
  const predictionBytes = solver === "block" ? Math.ceil((shape.longest * 4) / 64) * 64 : 0;
  return { ...map, users, items, predictions: layout.region(predictionBytes * threadCount), predictionBytes };
}

/** The sizes of a matrix of interactions. */
export function alsShapeOf({ rowCount, columnCount, offsets, indices }: Csr): AlsShape {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  const counts = new Uint32Array(columnCount);
  for (const column of indices) longest = Math.max(longest, ++counts[column]!);
  return { users: rowCount, items: columnCount, interactions: indices.length, longest };
}
