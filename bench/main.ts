import { parseArgs } from "node:util";
import { cleanUpOnExit } from "./children.ts";
import { type Benchmark, currentLoad, describeMachine, type Report } from "./report.ts";
import { runRole } from "./roles.ts";
import { renderReport } from "./table.ts";

/** Loaded when asked for: child processes begin here too and must not carry what they do not measure. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  scan: async () => (await import("./scan/scan.ts")).scanBenchmark,
  request: async () => (await import("./request/request.ts")).requestBenchmark,
};

const USAGE = `usage: npm run bench -- NAME [--json] [--quick] [--no-peers] [--artefact DIR]

  NAME             ${Object.keys(BENCHMARKS).join(" or ")}
  --json           one JSON object on standard output and nothing else
  --quick          small and short: shows that the benchmark works, not how fast anything is
  --no-peers       without the libraries that only the benchmarks need (see bench/peers)
  --artefact DIR   request: the artefact to serve; by default one is made of the built-in catalogue

example: npm run bench -- scan --quick
`;

/** Wrong usage: the message goes to standard error together with the usage, and the exit status is 2. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

function readArguments(parameters: string[]) {
  const { positionals, values } = parseArguments(parameters);
  const [name, ...rest] = positionals;
  const load = name !== undefined && Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (name === undefined || load === undefined || rest.length > 0) {
    const got = positionals.length === 0 ? "nothing" : positionals.join(" ");
    throw new UsageError(`expected one benchmark (${Object.keys(BENCHMARKS).join(", ")}), got ${got}`);
  }
  if (values.artefact !== undefined && name !== "request") {
    throw new UsageError(`--artefact: expected only with request; ${name} makes its own data`);
  }
  return { name, load, values };
}

function parseArguments(parameters: string[]) {
  try {
    return parseArgs({
      args: parameters,
      allowPositionals: true,
      allowNegative: true,
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        peers: { type: "boolean", default: true },
        artefact: { type: "string" },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function main(parameters: string[]): Promise<void> {
  const { name, load, values } = readArguments(parameters);
  cleanUpOnExit();
  const benchmark = await load();
  const startedAt = new Date();
  const loadBefore = currentLoad();
  const { quick, peers, artefact } = values;
  const progress = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const measured = await benchmark.run({ quick, peers, artefact, progress });
  const report: Report = { bench: name, machine: describeMachine(startedAt, loadBefore), ...measured };
  const text = values.json
    ? `${JSON.stringify(report)}\n`
    : renderReport(benchmark.title, report, benchmark.columns, benchmark.group);
  process.stdout.write(text);
}

const [first, role, ...others] = process.argv.slice(2);
if (first === "--child" && role !== undefined && others.length === 0 && process.send !== undefined) runRole(role);
else {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `bench failed: ${message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
