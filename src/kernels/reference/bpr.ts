import { type Bits, below, nextBits } from "./random.ts";
import { rowIndices, type SparseRows } from "./sparse.ts";

/** A user, a positive item and a negative item. */
export type Triple = readonly [user: number, item: number, other: number];

export interface BprPenalties {
  readonly userRegularization: number;
  readonly itemRegularization: number;
  readonly negativeRegularization: number;
  readonly biasRegularization: number;
}

/** Factors and biases, f64: users × factorCount, items × factorCount, items. */
export interface BprFactors {
  readonly factorCount: number;
  readonly users: Float64Array;
  readonly items: Float64Array;
  readonly biases: Float64Array;
}

const MAXIMUM_DRAWS = 64;

/** bprSample: see assembly/bpr.ts. */
export function sampleTriples(bits: Bits, count: number, matrix: SparseRows, popular: boolean): Triple[] {
  const entryCount = matrix.indices.length;
  const owners = Array.from({ length: matrix.rowCount }, (_, u) => [...rowIndices(matrix, u)].map(() => u)).flat();
  const triples: Triple[] = [];
  for (let index = 0; index < count; index++) {
    let [high, low] = nextBits(bits);
    const entry = below(high, entryCount);
    const user = owners[entry]!;
    const own = new Set(rowIndices(matrix, user));
    for (let draw = 0; draw < MAXIMUM_DRAWS; draw++) {
      const other = popular ? matrix.indices[below(low, entryCount)]! : below(low, matrix.columnCount);
      if (!own.has(other)) {
        triples.push([user, matrix.indices[entry]!, other]);
        break;
      }
      [high, low] = nextBits(bits);
    }
  }
  return triples;
}

/** z = xᵤ·(yᵢ − yⱼ) + bᵢ − bⱼ */
export function marginOf({ factorCount, users, items, biases }: BprFactors, [u, i, j]: Triple): number {
  let z = biases[i]! - biases[j]!;
  for (let d = 0; d < factorCount; d++) {
    z += users[u * factorCount + d]! * (items[i * factorCount + d]! - items[j * factorCount + d]!);
  }
  return z;
}

/** −ln σ(z) + ½ ( λᵤ‖xᵤ‖² + λᵢ‖yᵢ‖² + λⱼ‖yⱼ‖² + λ_b (bᵢ² + bⱼ²) ) */
export function tripleLoss(factors: BprFactors, triple: Triple, penalties: BprPenalties): number {
  const { factorCount, users, items, biases } = factors;
  const [u, i, j] = triple;
  const z = marginOf(factors, triple);
  let penalty = penalties.biasRegularization * (biases[i]! ** 2 + biases[j]! ** 2);
  for (let d = 0; d < factorCount; d++) {
    penalty += penalties.userRegularization * users[u * factorCount + d]! ** 2;
    penalty += penalties.itemRegularization * items[i * factorCount + d]! ** 2;
    penalty += penalties.negativeRegularization * items[j * factorCount + d]! ** 2;
  }
  return Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z))) + penalty / 2;
}

/** The gradient of tripleLoss, in the shape of the factors; zero for rows outside the triple. */
export function tripleGradient(factors: BprFactors, triple: Triple, penalties: BprPenalties): BprFactors {
  const { factorCount, users, items, biases } = factors;
  const [u, i, j] = triple;
  const g = 1 / (1 + Math.exp(marginOf(factors, triple)));
  const out = {
    factorCount,
    users: new Float64Array(users.length),
    items: new Float64Array(items.length),
    biases: new Float64Array(biases.length),
  };
  for (let d = 0; d < factorCount; d++) {
    const [x, liked, other] = [users[u * factorCount + d]!, items[i * factorCount + d]!, items[j * factorCount + d]!];
    out.users[u * factorCount + d] = -g * (liked - other) + penalties.userRegularization * x;
    out.items[i * factorCount + d] = -g * x + penalties.itemRegularization * liked;
    out.items[j * factorCount + d] = g * x + penalties.negativeRegularization * other;
  }
  out.biases[i] = -g + penalties.biasRegularization * biases[i]!;
  out.biases[j] = g + penalties.biasRegularization * biases[j]!;
  return out;
}

/** bprUpdate: one step against the gradient for each triple, in order. Returns new factors. */
export function descend(
  start: BprFactors,
  triples: readonly Triple[],
  learningRate: number,
  penalties: BprPenalties,
): BprFactors {
  const factors = { ...start, users: start.users.slice(), items: start.items.slice(), biases: start.biases.slice() };
  for (const triple of triples) {
    const gradient = tripleGradient(factors, triple, penalties);
    for (const part of ["users", "items", "biases"] as const) {
      for (let at = 0; at < factors[part].length; at++) factors[part][at]! -= learningRate * gradient[part][at]!;
    }
  }
  return factors;
}
