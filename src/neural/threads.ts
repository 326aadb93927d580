import { checkInteger } from "../check.ts";
import { GEMM_SCRATCH_BYTES } from "../kernels/training/neural-abi.ts";
import { sharedMemory } from "../kernels/training-memory.ts";
import { platform } from "../platform.ts";
import { type Board, openBoard } from "../training/board.ts";
import type { TrainingContext } from "../training/context.ts";
import { machineBytes } from "../training/memory-limit.ts";
import { createThreadPool, type ThreadPool } from "../training/thread-pool.ts";
import { ALONE, type Crew, jobLength, writeJob } from "./jobs.ts";
import { kernelMath } from "./kernel-math.ts";
import { PARTS, type Plan } from "./plan.ts";
import { createSizes } from "./sizes.ts";
import { NETWORK_TASKS, type NetworkTask, type NetworkThread } from "./thread-tasks.ts";
import type { TrainingSource } from "./training.ts";

/** Work of fewer nanoseconds is done before another thread is awake. */
const WORTH_THREADS = 100_000;

const REMEDY = "use smaller layers or a smaller batchSize, or leave out rare users and items";

/**
 * Kernels for training networks on `context.threads` threads, this one among them, for the time of `work`:
 *
 *   return withNetworkThreads(context, (source) =>
 *     createTraining(options, examples, validation, context, source).run());
 *
 * The parts of a batch and slices of its gradients are worked on at once, over one shared memory. The result is that of one
 * thread to the bit. A batch has at most PARTS parts, and more threads than that are not started; none is where a training is
 * so small that they would not pay. One training has the threads at a time, the one that was created last; others go on
 * without. When `work` ends, however it does, the threads end; its networks still answer, on this thread.
 *
 * `least` is the work, in nanoseconds, from which it is shared: for tests.
 *
 * Errors: RangeError for `threads`; KernelError `kernel-missing`, and `memory-limit` when a training is created; a thread that
 * fails is TrainingError `thread-failed` of Training.run.
 */
export async function withNetworkThreads<Result>(
  context: Pick<TrainingContext, "threads">,
  work: (source: TrainingSource) => Promise<Result>,
  least = WORTH_THREADS,
): Promise<Result> {
  const threads = Math.min(checkInteger("threads", context.threads, 1, 64), PARTS);
  const others = threads - 1;
  const module = await platform().trainingKernels();
  const claim = { owner: "training a network", remedy: REMEDY, machineBytes: machineBytes() };
  let pool: Promise<ThreadPool<NetworkTask>> | undefined;
  let board: Board | undefined;
  let served = Promise.resolve();

  const math = kernelMath(module, (bytes) => sharedMemory(bytes + others * GEMM_SCRATCH_BYTES, claim));
  const share: TrainingSource["share"] = (options, plan, { memory }) => {
    if (nanosecondsOf(plan) < least) return { crew: ALONE, ready: Promise.resolve() };
    board?.close();
    const own = openBoard(jobLength(plan));
    board = own;
    const setups = Array.from({ length: others }, (_, at): NetworkThread => ({ module, index: at + 1, threads }));
    pool ??= createThreadPool<NetworkThread, NetworkTask>(NETWORK_TASKS, setups);
    const started = pool;
    const task: NetworkTask = {
      options,
      base: math.base,
      memory: memory as WebAssembly.Memory,
      board: own.shared,
      scratch: plan.bytes,
    };
    served = served.then(async () => (await started).run(task)).catch((error) => own.fail(error));
    return { crew: crewOf(plan, own, least), ready: started };
  };

  try {
    return await work(others === 0 ? math : { ...math, share });
  } finally {
    board?.close();
    await pool?.then(
      ({ close }) => close(),
      () => undefined,
    );
  }
}

/** Shares what is worth it, as long as the board is open. */
const crewOf =
  (plan: Plan, board: Board, least: number): Crew =>
  (job, units, nanoseconds, work) => {
    if (units < 2 || nanoseconds < least || board.isClosed) return ALONE(job, units, nanoseconds, work);
    writeJob(plan, job, board.numbers);
    board.run(units, (unit) => work(job, unit));
  };

/** The way of the largest batch forward and back. */
function nanosecondsOf(plan: Plan): number {
  const { rows, candidates, entries } = plan.limits;
  const batch = { rows, candidates, terms: entries, weight: 0, hasWeights: false, touched: new Map() };
  return 3 * createSizes(plan).forward("row", batch);
}
