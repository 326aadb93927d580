import { join } from "node:path";
import { ROOT, runInChild, runProgram } from "../children.ts";
import type { PythonPeers } from "../python.ts";
import { orderOfRound } from "../statistics.ts";
import type { EnergyTask } from "./captured-energy.ts";
import type { FitMeasurement, FitTask } from "./fit-task.ts";
import { isFactorModel, type Job } from "./jobs.ts";
import { largestDifference } from "./largest-difference.ts";
import type { Prepared } from "./prepare.ts";
import type { QualityTask, RankingQuality } from "./ranking-quality.ts";

/** Who fits. */
export const SIDES = ["nearedge", "peer"] as const;
export type Side = (typeof SIDES)[number];

export const K = 10;
export const CHILD_LIMIT_MS = 1_800_000;
const SCRIPT = join(ROOT, "bench/peers/train_peer.py");

/** What one side measured over the rounds; `failure` says why there is nothing. */
export interface SideResult {
  readonly side: Side;
  readonly rounds: readonly FitMeasurement[];
  readonly failure: string | undefined;
  /** How far what it stored last is from what the peer takes as exact; null where that is not asked, or cannot be told. */
  readonly difference: number | null;
}

/** How a comparison runs. */
export interface CompareControl {
  readonly folder: string;
  readonly python: PythonPeers | string;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

/**
 * Fits a model with both sides, a fresh process each time, in alternating order: a round for each data set given. A side that
 * fails once is left out of the further rounds. Factors and singular vectors are measured by the same process for both.
 */
export async function compareJob(
  job: Job,
  rounds: readonly Prepared[],
  control: CompareControl,
): Promise<Record<Side, SideResult>> {
  const measured: Record<Side, FitMeasurement[]> = { nearedge: [], peer: [] };
  const failures: Partial<Record<Side, string>> = {};
  const missing = missingPeer(job, control.python);
  if (missing !== undefined) failures.peer = missing;
  for (const [round, data] of rounds.entries()) {
    for (const side of orderOfRound(SIDES, round)) {
      if (failures[side] !== undefined) continue;
      const who = side === "peer" ? job.peer : side;
      control.progress(`${job.name}, round ${round + 1} of ${rounds.length} (${data.name}): ${who}`);
      try {
        measured[side].push(await fitOnce(job, side, data, round, control));
      } catch (error) {
        failures[side] = `failed: ${firstLine(error)}`;
      }
    }
  }
  const resultOf = async (side: Side): Promise<SideResult> => {
    const failure = failures[side];
    const known = failure === undefined && failures.peer === undefined && hasReference(job);
    const difference = known
      ? await largestDifference(job.model, outputPath(control, side), referencePath(control))
      : null;
    return { side, rounds: failure === undefined ? measured[side] : [], failure, difference };
  };
  return { nearedge: await resultOf("nearedge"), peer: await resultOf("peer") };
}

/** Whether the peer says what is exact. */
function hasReference({ model }: Job): boolean {
  return model === "ease" || model === "tf-idf";
}

function outputPath({ folder }: CompareControl, side: Side): string {
  return join(folder, `output-${side}`);
}

function referencePath({ folder }: CompareControl): string {
  return join(folder, "output-reference");
}

async function fitOnce(
  job: Job,
  side: Side,
  { folder }: Prepared,
  round: number,
  control: CompareControl,
): Promise<FitMeasurement> {
  const { model, settings, threads } = job;
  const output = outputPath(control, side);
  const paths = { outputPath: output, referencePath: referencePath(control) };
  const task: FitTask = { folder, model, settings, threads, seed: control.seed + round, package: job.peer, ...paths };
  const measurement =
    side === "nearedge"
      ? await runInChild<FitMeasurement>("train", task, CHILD_LIMIT_MS)
      : await fitPeer(task, control);
  const metrics = await judge(job, { folder, outputPath: output, k: K });
  return metrics === undefined ? measurement : { ...measurement, metrics };
}

/** What a fit does not say of itself, and a process of its own finds out from the files. */
async function judge({ model }: Job, task: QualityTask & EnergyTask): Promise<FitMeasurement["metrics"] | undefined> {
  if (isFactorModel(model)) return runInChild<RankingQuality>("train-quality", task, CHILD_LIMIT_MS);
  return model === "pure-svd" ? runInChild("train-energy", task, CHILD_LIMIT_MS) : undefined;
}

async function fitPeer(task: FitTask, { python }: CompareControl): Promise<FitMeasurement> {
  if (typeof python === "string" || python.python === undefined) throw new Error("there is no Python environment");
  const output = await runProgram(python.python, [SCRIPT, JSON.stringify(task)], { cwd: ROOT });
  const [, result] = /^result (.+)$/m.exec(output) ?? [];
  if (result === undefined) throw new Error(`expected a line with the result, got ${output.trim()}`);
  return JSON.parse(result) as FitMeasurement;
}

/** Why the peer of a job cannot run, if so. */
function missingPeer({ peer }: Job, python: PythonPeers | string): string | undefined {
  if (typeof python === "string") return python;
  return ["numpy", "scipy", peer].map((name) => python.missing[name]).find((reason) => reason !== undefined);
}

/** The last line of a Python traceback says what went wrong; other messages have one line. */
function firstLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
  return lines.at(-1) ?? "";
}
