import { attentionSizes, createAttentionEncoder } from "../../src/kernels/attention-encoder.ts";
import type { SequenceEncoder } from "../../src/kernels/encoder-memory.ts";
import { createGruEncoder, gruSizes } from "../../src/kernels/gru-encoder.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRandom } from "../../src/random.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median } from "../statistics.ts";
import { figure } from "../table.ts";

const SEED = 20_261_129;
const WIDTH = 64;
const LENGTHS = [10, 50, 200];
const [CALLS, QUICK_CALLS] = [1000, 5];

/** The encoders of sequences, 64 wide, as the options of the models have them. */
const ENCODERS = {
  "sasrec, two blocks": (module: WebAssembly.Module, length: number, random: () => number): SequenceEncoder => {
    const shape = { width: WIDTH, hidden: WIDTH, heads: 1, blocks: 2, length, slope: 0.3 };
    return createAttentionEncoder(module, shape, drawn(attentionSizes(shape), random));
  },
  gru4rec: (module: WebAssembly.Module, length: number, random: () => number): SequenceEncoder => {
    const shape = { width: WIDTH, layers: 1, length };
    return createGruEncoder(module, shape, drawn(gruSizes(shape), random));
  },
};

const drawn = (sizes: readonly number[], random: () => number): Float32Array[] =>
  sizes.map((length) => Float32Array.from({ length }, () => (random() - 0.5) / 4));

/** What a request pays for reading its history in order, beside the scan of items. */
export const encoderBenchmark: Benchmark = {
  title: "Encoding the last items of one history, 64 wide",
  group: () => "all",
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "items", text: ({ size }) => figure(size) },
    { title: "ms", text: ({ ms }) => figure(ms) },
    { title: "kernel memory, KiB", text: ({ kibibytes }) => figure(typeof kibibytes === "number" ? kibibytes : null) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const [module, calls] = [await kernelModule(), quick ? QUICK_CALLS : CALLS];
  const rows: Row[] = [];
  for (const [variant, create] of Object.entries(ENCODERS)) {
    for (const length of LENGTHS) {
      progress(`${variant}, ${length} items`);
      const random = createRandom(SEED);
      const encoder = create(module, length, () => random.nextFloat());
      const [items = new Float32Array()] = drawn([length * WIDTH], () => random.nextFloat());
      const times = Array.from({ length: calls }, () => {
        const begin = performance.now();
        encoder.encode(items, length, WIDTH);
        return performance.now() - begin;
      });
      // The first calls are slower: code is still compiled.
      const ms = median(times.slice(Math.floor(calls / 5)));
      rows.push({ variant, size: length, ms, error: null, kibibytes: encoder.memoryBytes / 1024, note: "" });
    }
  }
  const settings = { quick, seed: SEED, width: WIDTH, lengths: LENGTHS, calls };
  return { versions: packageVersions(["nearedge"]), settings, rows };
}
