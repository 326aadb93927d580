/** Options of a model as the command line writes them: `{factors: "64", regularization: "0.01"}`. */
export type Setting = Readonly<Record<string, string>>;

/** What a run is measured on: the part that chooses, or the part that nothing was chosen on. */
export type RunPart = "validation" | "test";

/** One model to be fitted and measured. */
export interface SearchRun {
  /** From 1: the fold of the outer protocol; 1 where there is none. */
  readonly fold: number;
  readonly part: RunPart;
  /** From 1: the place of the setting in the plan. */
  readonly trial: number;
  /** From 1: the rung of a halving; 1 where nothing is halved. A test run has the rung of the run that was chosen. */
  readonly rung: number;
  /** Everything that the model is given: what is fixed, what is searched, and the resource of the rung. */
  readonly set: Setting;
}

/** The outcome of a run. */
export interface RunOutcome {
  /** `done`, or `failed: ` and the code of the error. */
  readonly status: string;
  /** Figures by printed name, the mean where a part has several folds of its own; empty for a failed run. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly fitSeconds: number;
  readonly predictSeconds: number;
}

export interface RunRecord extends SearchRun, RunOutcome {}

export const DONE = "done";

/** The outcome of a run that ended in an error that is no reason to end the search. */
export function failedOutcome(code: string): RunOutcome {
  return { status: `failed: ${code}`, metrics: {}, fitSeconds: 0, predictSeconds: 0 };
}

/** Names a run within its search. */
export function runKey({ fold, part, trial, rung }: Omit<SearchRun, "set">): string {
  return `${fold} ${part} ${trial} ${rung}`;
}

/** The order of a finished table: fold, validation before test, trial, rung. */
export function compareRuns(first: SearchRun, second: SearchRun): number {
  const part = (run: SearchRun): number => (run.part === "test" ? 1 : 0);
  return (
    first.fold - second.fold || part(first) - part(second) || first.trial - second.trial || first.rung - second.rung
  );
}
