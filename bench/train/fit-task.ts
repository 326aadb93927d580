import type { Job, JobSettings, ModelName } from "./jobs.ts";

/** What a process is to fit, ours or the peer's. */
export interface FitTask {
  readonly folder: string;
  readonly model: ModelName;
  readonly settings: JobSettings;
  readonly threads: number;
  readonly seed: number;
  /** The package that the other side is to use. */
  readonly package: Job["peer"];
  /** Where what was fitted goes, less an ending such as `-items.f32`. */
  readonly outputPath: string;
  /** The same for what the other side takes as exact, if it does. */
  readonly referencePath: string;
}

/** What it answers. */
export interface FitMeasurement {
  /** Milliseconds: of all epochs but the first for factors, of fit and test together for ratings, else of the fit. */
  readonly rawMs: readonly number[];
  /** Processor time of the same, all threads together. */
  readonly rawCpuMs: readonly number[];
  /** Largest memory of the process, the runtime itself included. */
  readonly peakBytes: number;
  readonly metrics: Readonly<Record<string, number>>;
}
