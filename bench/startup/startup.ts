import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median, orderOfRound } from "../statistics.ts";
import { figure } from "../table.ts";

const ROUNDS = 15;
const TIMEOUT_MS = 60_000;
const BINARY = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));

/** A child says at its end how much processor time it took from its start on, user and system. */
const SAY_CPU_TIME = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write("\\n" + (user + system)); });',
)}`;

interface Variant {
  readonly variant: string;
  readonly args: readonly string[];
  readonly status: number;
}

const BASE: Variant = { variant: "node -e 0", args: ["-e", "0"], status: 0 };
const command = (status: number, ...args: readonly string[]): Variant => {
  return { variant: `nearedge ${args.join(" ")}`, args: [BINARY, ...args], status };
};
const VARIANTS: readonly Variant[] = [
  BASE,
  command(0, "--version"),
  command(0, "--help"),
  command(2, "train", "x.csv", "--out", "y", "--no-such-option"),
  command(2, "train", "x.csv", "--out", "y", "--model", "slimm"),
  command(2, "train", "x.csv", "--out", "y", "--set", "factrs=3"),
  command(2, "evaluate", "x.csv", "--protocol", "half"),
  command(2, "tune", "x.csv", "--grid", "factors"),
];

/** What the command line costs before it does anything: processor time beyond that of Node itself. */
export const startupBenchmark: Benchmark = {
  title: "Processor time of commands that read no data",
  group: () => "all",
  columns: [
    { title: "command", text: ({ variant }) => variant },
    { title: "CPU ms", text: ({ ms }) => figure(ms) },
    { title: "beyond node -e 0", text: ({ beyondMs }) => figure(typeof beyondMs === "number" ? beyondMs : null) },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const rounds = quick ? 1 : ROUNDS;
  const measured = new Map(VARIANTS.map(({ variant }) => [variant, { ms: [] as number[], wrong: 0 }]));
  // Once before, so that every variant finds the stripped sources of a checkout.
  for (const variant of VARIANTS) cpuMs(variant);
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`);
    for (const variant of orderOfRound(VARIANTS, round)) {
      const { ms, status } = cpuMs(variant);
      const own = measured.get(variant.variant);
      own?.ms.push(ms);
      if (own && status !== variant.status) own.wrong++;
    }
  }
  const base = measured.get(BASE.variant)?.ms ?? [];
  const rows = VARIANTS.map(({ variant }): Row => {
    const { ms, wrong } = measured.get(variant) ?? { ms: [], wrong: 0 };
    const beyond = ms.map((value, round) => value - (base[round] ?? Number.NaN));
    const error = wrong / rounds;
    return { variant, size: 0, ms: median(ms), beyondMs: median(beyond), error, note: "", rawMs: ms };
  });
  return { versions: packageVersions(["nearedge", "commander"]), settings: { quick, rounds }, rows };
}

function cpuMs({ args }: Variant): { readonly ms: number; readonly status: number | null } {
  const { status, stderr } = spawnSync(process.execPath, ["--import", SAY_CPU_TIME, ...args], {
    encoding: "utf8",
    cwd: tmpdir(),
    timeout: TIMEOUT_MS,
  });
  return { ms: Number(stderr.split("\n").at(-1)) / 1000, status };
}
