import { f32Stride } from "../../src/kernels/layout.ts";
import type { ReferenceFactors, ReferenceRating, ReferenceSteps } from "../../src/kernels/reference/sgd.ts";
import type { TrainingExports } from "../../src/kernels/training-abi.ts";
import type { Random } from "../../src/random.ts";
import type { Host } from "./host.ts";
import { gaussians, matrix } from "./samples.ts";

export const USERS = 6;
export const ITEMS = 9;

/** Random parameters, all of them f32, and the ratings of users who have between none and all of the items. */
export interface SgdProblem {
  readonly factorCount: number;
  readonly stride: number;
  readonly users: Float32Array;
  readonly items: Float32Array;
  readonly implicit: Float32Array;
  readonly userBiases: Float32Array;
  readonly itemBiases: Float32Array;
  readonly steps: ReferenceSteps & { readonly userScales: Float32Array; readonly itemScales: Float32Array };
  readonly mean: number;
  /** By user, then item. */
  readonly ratings: readonly ReferenceRating[];
}

export function makeSgdProblem(random: Random, factorCount: number): SgdProblem {
  const small = (length: number): Float32Array => gaussians(random, length).map((value) => 0.3 * value);
  const scales = (length: number): Float32Array => Float32Array.from({ length }, () => 0.2 + random.nextFloat());
  const ratings: ReferenceRating[] = [];
  for (let user = 0; user < USERS; user++) {
    for (let item = 0; item < ITEMS; item++) {
      // The first user has rated everything, the last nothing.
      if (random.nextInteger(USERS - 1) >= user) ratings.push([user, item, 1 + random.nextInteger(5)]);
    }
  }
  return {
    factorCount,
    stride: f32Stride(factorCount),
    users: small(USERS * factorCount),
    items: small(ITEMS * factorCount),
    implicit: small(ITEMS * factorCount),
    userBiases: small(USERS),
    itemBiases: small(ITEMS),
    steps: {
      ...{
        learningRate: 0.0625,
        biasRate: 0.03125,
        userRegularization: 0.25,
        itemRegularization: 0.5,
        biasRegularization: 0.125,
        implicitRegularization: 0.375,
      },
      ...{ userScales: scales(USERS), itemScales: scales(ITEMS) },
    },
    mean: 3.25,
    ratings,
  };
}

const rowsOf = (values: Float32Array, factorCount: number): Float64Array[] =>
  Array.from({ length: values.length / factorCount }, (_, row) =>
    Float64Array.from(values.subarray(row * factorCount, (row + 1) * factorCount)),
  );

/** The same parameters in f64. */
export function referenceOf(problem: SgdProblem, withImplicit: boolean): ReferenceFactors {
  const { factorCount, mean, users, items, implicit, userBiases, itemBiases } = problem;
  return {
    mean,
    users: rowsOf(users, factorCount),
    items: rowsOf(items, factorCount),
    userBiases: Float64Array.from(userBiases),
    itemBiases: Float64Array.from(itemBiases),
    ...(withImplicit ? { implicit: rowsOf(implicit, factorCount) } : {}),
  };
}

/** Where a problem lies in a host's memory. */
export function placeSgd(host: Host<TrainingExports>, problem: SgdProblem) {
  const { factorCount, stride, steps, mean } = problem;
  const rows = (values: Float32Array): number =>
    host.putRows(matrix(values.length / factorCount, factorCount, values), "f32", stride);
  const { learningRate, biasRate, userRegularization, itemRegularization, biasRegularization, implicitRegularization } =
    steps;
  return {
    users: rows(problem.users),
    items: rows(problem.items),
    implicit: rows(problem.implicit),
    userBiases: host.put(problem.userBiases),
    itemBiases: host.put(problem.itemBiases),
    userScales: host.put(steps.userScales),
    itemScales: host.put(steps.itemScales),
    settings: host.put(
      Float32Array.of(
        mean,
        learningRate,
        biasRate,
        userRegularization,
        itemRegularization,
        biasRegularization,
        implicitRegularization,
      ),
    ),
  };
}

/** (user u32, item u32, rating f32) a rating, as the kernels read them; without the user when `words` is 2. */
export function packRatings(ratings: readonly ReferenceRating[], words: 2 | 3): Uint32Array {
  const packed = new Uint32Array(ratings.length * words);
  const floats = new Float32Array(packed.buffer);
  for (const [at, [user, item, rating]] of ratings.entries()) {
    if (words === 3) packed[at * words] = user;
    packed[at * words + words - 2] = item;
    floats[at * words + words - 1] = rating;
  }
  return packed;
}
