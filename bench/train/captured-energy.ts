import type { Csr } from "../../src/data/csr.ts";
import type { Role } from "../role.ts";
import { loadFloats, loadPart } from "./data.ts";

/** What the process that measures right singular vectors is to do, ours or a peer's. */
export interface EnergyTask {
  readonly folder: string;
  readonly outputPath: string;
}

/** The role of a child process that says what share of a matrix its right vectors explain. */
export const energyRole: Role = { run: (task) => measureEnergy(task as EnergyTask), end: async () => undefined };

async function measureEnergy({ folder, outputPath }: EnergyTask): Promise<Readonly<Record<"energy", number>>> {
  const train = await loadPart(folder, "train");
  const matrix = { ...train, values: new Float32Array(train.values.length).fill(1) };
  return { energy: capturedEnergy(matrix, await loadFloats(`${outputPath}-items.f32`)) };
}

/**
 * ‖R·Q‖² / ‖R‖², Q an orthonormal basis of the columns of V, f32[columns × rank]: the largest there is of this rank where V
 * holds the right singular vectors. V itself may be off by rounding. In f64.
 */
export function capturedEnergy({ rowCount, columnCount, offsets, indices, values }: Csr, v: Float32Array): number {
  const rank = v.length / columnCount;
  const basis = orthonormal(v, columnCount, rank);
  const row = new Float64Array(rank);
  let [captured, whole] = [0, 0];
  for (let user = 0; user < rowCount; user++) {
    row.fill(0);
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      const [from, value] = [indices[at]! * rank, values[at]!];
      whole += value * value;
      for (let factor = 0; factor < rank; factor++) row[factor]! += value * basis[from + factor]!;
    }
    for (const value of row) captured += value * value;
  }
  return captured / whole;
}

/** Gram-Schmidt, each vector twice, as once leaves errors of the size of the condition. Columns of zeros stay. */
function orthonormal(v: Float32Array, columnCount: number, rank: number): Float64Array {
  const basis = Float64Array.from(v);
  const dot = (one: number, other: number): number => {
    let sum = 0;
    for (let at = 0; at < columnCount; at++) sum += basis[at * rank + one]! * basis[at * rank + other]!;
    return sum;
  };
  for (let own = 0; own < rank; own++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < own; before++) {
        const share = dot(own, before);
        for (let at = 0; at < columnCount; at++) basis[at * rank + own]! -= share * basis[at * rank + before]!;
      }
    }
    const length = Math.sqrt(dot(own, own));
    if (length > 0) for (let at = 0; at < columnCount; at++) basis[at * rank + own]! /= length;
  }
  return basis;
}
