import type { Csr } from "../../data/csr.ts";
import { TrainingError } from "../../errors.ts";
import { f32Stride, type Layout } from "../../kernels/layout.ts";
import { createRandom } from "../../random.ts";
import type { TrainingContext } from "../../training/context.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import { type DataShape, shapeOf } from "../train-model.ts";
import { type BprOptions, bpr, learningRateOf } from "./bpr.ts";
import {
  checkObjective,
  createPairwiseMemory,
  loadInteractions,
  type PairwiseMemory,
  type PlacedInteractions,
  planInteractions,
  readRows,
} from "./train-pairwise-memory.ts";

/** What training on pairs leaves. */
export interface PairwiseFactors {
  readonly factorCount: number;
  /** f32[users × factorCount] */
  readonly userFactors: Float32Array;
  /** f32[items × (factorCount + 1)]: factors, then the bias. */
  readonly itemFactors: Float32Array;
  /** f32[features × factorCount]: the features of users beyond the users themselves; absent where there are none. */
  readonly attributeFactors?: Float32Array | undefined;
  /** The objective after the last epoch, measured on a fixed sample. */
  readonly objective: number;
}

/** Triples drawn and used at a time: 24 KiB. Drawing apart from updating lets the processor fetch rows ahead. */
const CHUNK_TRIPLES = 2048;
/** Triples that the printed objective is measured on: the same in every epoch. */
const PROBE_TRIPLES = 20_000;
/** Chunks between two looks at the signal. */
const CHUNKS_A_TURN = 128;
/** Streams of chance. */
const FACTORS_STREAM = 11;
const TRIPLES_STREAM = 12;
const PROBE_STREAM = 13;
const TRIPLE_BYTES = 12;

interface BprMap {
  readonly interactions: PlacedInteractions;
  readonly users: number;
  readonly items: number;
  readonly state: number;
  readonly triples: number;
  readonly probe: number;
}

/** Draws up the memory of a training. */
export function planBpr(layout: Layout, { factors }: Pick<BprOptions, "factors">, shape: DataShape): BprMap {
  const rowBytes = f32Stride(factors + 1) * 4;
  return {
    interactions: planInteractions(layout, shape),
    users: layout.region(shape.users * rowBytes),
    items: layout.region(shape.items * rowBytes),
    state: layout.region(8),
    triples: layout.region(CHUNK_TRIPLES * TRIPLE_BYTES),
    probe: layout.region(PROBE_TRIPLES * TRIPLE_BYTES),
  };
}

/**
 * Fits BPR (objective: bpr.ts) to a users × items matrix, on one thread: each triple moves what the next one reads,
 * so the result is that of the seed alone. Memory: eight bytes an interaction, and the factors.
 *
 * The objective in reports is the mean over a fixed sample of triples; it falls, though not necessarily in every epoch, as
 * steps are random. Throws TrainingError: `no-interactions`; `no-negatives` when every user has every item; `diverged` when
 * the objective is not finite or a thousand times what it was at first; `interrupted`. KernelError `memory-limit`.
 */
export async function trainBprFactors(
  module: WebAssembly.Module,
  interactions: Csr,
  options: BprOptions,
  context: TrainingContext,
): Promise<PairwiseFactors> {
  if (interactions.indices.length === 0) throw new TrainingError("no-interactions", "there is nothing to train on");
  const plan = (layout: Layout): BprMap => planBpr(layout, options, shapeOf(interactions));
  const stride = f32Stride(options.factors + 1);
  const training = new BprTraining(createPairwiseMemory(module, plan), interactions, options, stride);
  training.load(context.seed);
  return training.run(context);
}

class BprTraining {
  readonly #at: PairwiseMemory<BprMap>;
  readonly #interactions: Csr;
  readonly #options: BprOptions;
  readonly #stride: number;

  constructor(at: PairwiseMemory<BprMap>, interactions: Csr, options: BprOptions, stride: number) {
    this.#at = at;
    this.#interactions = interactions;
    this.#options = options;
    this.#stride = stride;
  }

  load(seed: number): void {
    const { memory, map } = this.#at;
    const { factors, initialDeviation } = this.#options;
    const { rowCount, columnCount } = this.#interactions;
    loadInteractions(memory, map.interactions, this.#interactions);
    const random = createRandom(seed, FACTORS_STREAM);
    for (const [pointer, rows, last] of [[map.users, rowCount, 1] as const, [map.items, columnCount, 0] as const]) {
      const values = new Float32Array(memory.buffer, pointer, rows * this.#stride);
      for (let row = 0; row < rows; row++) {
        const start = row * this.#stride;
        for (let factor = 0; factor < factors; factor++)
          values[start + factor] = random.nextGaussian() * initialDeviation;
        values[start + factors] = last;
      }
    }
  }

  async run({ seed, signal, onEpoch }: TrainingContext): Promise<PairwiseFactors> {
    const { factors, epochs } = this.#options;
    const { rowCount, columnCount, indices } = this.#interactions;
    const { memory, map } = this.#at;
    const started = performance.now();
    this.#seed(seed, PROBE_STREAM);
    const probeCount = this.#sample(PROBE_TRIPLES, map.probe);
    if (probeCount === 0) {
      const expected = "bpr: expected an item that some user does not have, but every user has every item";
      throw new TrainingError("no-negatives", `${expected}: there is nothing to rank them against; use popularity`);
    }
    this.#seed(seed, TRIPLES_STREAM);
    const first = this.#objective(probeCount);
    let objective = first;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const rate = learningRateOf(this.#options, epoch);
      let chunk = 0;
      for (let done = 0; done < indices.length; done += CHUNK_TRIPLES) {
        if (chunk++ % CHUNKS_A_TURN === 0) {
          await nextTurn();
          checkInterrupted(signal);
        }
        this.#update(this.#sample(Math.min(CHUNK_TRIPLES, indices.length - done), map.triples), rate);
      }
      objective = this.#objective(probeCount);
      checkObjective("bpr", objective, first, epoch, this.#options, bpr.readOptions({}).learningRate);
      onEpoch?.({ epoch, epochs, objective, elapsedMs: performance.now() - started });
    }
    return {
      factorCount: factors,
      userFactors: readRows(memory, map.users, rowCount, this.#stride, factors),
      itemFactors: readRows(memory, map.items, columnCount, this.#stride, factors + 1),
      objective,
    };
  }

  #seed(seed: number, stream: number): void {
    const random = createRandom(seed, stream);
    const state = [random.nextUint32(), random.nextUint32()];
    new Uint32Array(this.#at.memory.buffer, this.#at.map.state, 2).set(state);
  }

  #sample(count: number, triples: number): number {
    const { kernels, map } = this.#at;
    const { offsets, indices, owners } = map.interactions;
    const entryCount = this.#interactions.indices.length;
    const popular = this.#options.sampling === "popularity" ? 1 : 0;
    const itemCount = this.#interactions.columnCount;
    return kernels.bprSample(map.state, count, entryCount, owners, offsets, indices, itemCount, popular, triples);
  }

  #update(count: number, rate: number): void {
    const { kernels, map } = this.#at;
    const { factors, userRegularization, itemRegularization, negativeRegularization, biasRegularization } =
      this.#options;
    kernels.bprUpdate(
      map.triples,
      count,
      map.users,
      map.items,
      this.#stride,
      factors,
      rate,
      userRegularization,
      itemRegularization,
      negativeRegularization,
      biasRegularization,
    );
  }

  #objective(count: number): number {
    const { kernels, map } = this.#at;
    const { factors, userRegularization, itemRegularization, negativeRegularization, biasRegularization } =
      this.#options;
    const sum = kernels.bprLoss(
      map.probe,
      count,
      map.users,
      map.items,
      this.#stride,
      factors,
      userRegularization,
      itemRegularization,
      negativeRegularization,
      biasRegularization,
    );
    return sum / count;
  }
}
