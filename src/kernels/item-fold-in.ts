import { checkInteger, checkLength, checkNumber, LARGEST_F32 } from "../check.ts";
import { KernelError } from "../errors.ts";
import type { ItemMemory } from "./item-memory.ts";
import { alsScratchBytes } from "./layout.ts";

/**
 * The equations of one user's factors, A·x = b:
 *
 *   A = gram + Σⱼ wⱼ yⱼyⱼᵀ + λI,   b = Σⱼ vⱼ yⱼ       over items j with rows yⱼ
 */
export interface FoldInEquations {
  /** u32, distinct. */
  readonly items: Uint32Array;
  /** w beside them, f32: above 0; from 0 where there are rights. */
  readonly weights: Float32Array;
  /** v beside them, f32, of any sign; w by default. */
  readonly rights?: Float32Array | undefined;
  /** λ ≥ 0 */
  readonly regularization: number;
}

/** x of the equations: f32[factorCount]. */
export function foldIn(memory: ItemMemory, equations: FoldInEquations): Float32Array {
  return withFactored(memory, equations, ({ out }) => new Float32Array(memory.buffer, out, memory.factorCount).slice());
}

/** A⁻¹·r for each row r of `rows`, f32[rowCount × factorCount], in the same form. */
export function solveFoldedIn(memory: ItemMemory, equations: FoldInEquations, rows: Float32Array): Float32Array {
  const { factorCount, stride } = memory;
  const rowCount = rows.length / factorCount;
  checkInteger("rows of factors", rowCount, 0, 0x7fff_ffff);
  return withFactored(memory, equations, ({ scratch }) => {
    const pointer = memory.putRows(rows, rowCount);
    memory.kernels.solveFoldedIn(scratch, stride, pointer, rowCount);
    const solved = new Float32Array(memory.buffer, pointer, rowCount * stride);
    const found = new Float32Array(rows.length);
    for (let row = 0; row < rowCount; row++) {
      found.set(solved.subarray(row * stride, row * stride + factorCount), row * factorCount);
    }
    return found;
  });
}

/** x + scale · L⁻ᵀ·z of the equations with A = L·Lᵀ and z = `normals`, f32[factorCount]. */
export function drawFoldedIn(
  memory: ItemMemory,
  equations: FoldInEquations,
  normals: Float32Array,
  scale: number,
): Float32Array {
  const { factorCount } = memory;
  checkLength("normals", normals.length, factorCount);
  return withFactored(memory, equations, ({ out, scratch }) => {
    const pointer = memory.putF32Query(normals);
    memory.kernels.drawFoldedIn(scratch, memory.stride, pointer);
    const moved = new Float32Array(memory.buffer, pointer, factorCount);
    return new Float32Array(memory.buffer, out, factorCount).map((value, at) => value + scale * moved[at]!);
  });
}

/** Where the kernel left x, and its scratch with the factor of A. */
interface Factored {
  readonly out: number;
  readonly scratch: number;
}

function withFactored<T>(memory: ItemMemory, equations: FoldInEquations, use: (factored: Factored) => T): T {
  checkEquations(memory, equations);
  const { items, weights, rights, regularization } = equations;
  const { arena, kernels, factorCount } = memory;
  const mark = arena.mark();
  try {
    const indices = memory.put(items);
    const weightsPtr = memory.put(weights);
    const rightsPtr = rights ? memory.put(rights) : weightsPtr;
    const out = arena.allocate(memory.stride * 4);
    const scratch = arena.allocate(alsScratchBytes(factorCount));
    const direct = memory.f32 !== 0;
    const solved = kernels.foldIn(
      indices,
      weightsPtr,
      rightsPtr,
      items.length,
      direct ? memory.f32 : memory.int8,
      direct ? 0 : memory.scales,
      memory.int8Stride,
      memory.stride,
      factorCount,
      memory.gram,
      regularization,
      out,
      scratch,
    );
    if (solved === 0) {
      throw new KernelError(
        "singular",
        "fold-in: the equations have no unique solution; increase regularization or, with large values, train with weighting=log or a lower confidence",
      );
    }
    return use({ out, scratch });
  } finally {
    arena.reset(mark);
  }
}

function checkEquations({ gram, itemCount }: ItemMemory, equations: FoldInEquations): void {
  const { items, weights, rights, regularization } = equations;
  if (gram === 0) throw new KernelError("no-gram", "foldIn: this index was made without a Gram matrix");
  checkLength("weights", weights.length, items.length);
  if (rights) checkLength("rights", rights.length, items.length);
  checkNumber("regularization", regularization, 0, LARGEST_F32);
  for (const item of items) if (item >= itemCount) checkInteger("history item", item, 0, itemCount - 1);
  for (const weight of weights) {
    if (!((rights ? weight >= 0 : weight > 0) && weight <= LARGEST_F32)) {
      const expected = rights ? "finite numbers from 0" : "positive finite numbers";
      throw new RangeError(`weights: expected ${expected}, got ${weight}`);
    }
  }
  for (const right of rights ?? []) {
    if (!Number.isFinite(right)) throw new RangeError(`rights: expected finite numbers, got ${right}`);
  }
}
