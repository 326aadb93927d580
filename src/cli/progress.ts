import { Presets, SingleBar } from "cli-progress";
import type { Feedback } from "../data/interactions.ts";
import type { Transform } from "../data/transforms.ts";
import type { EpochReport, StepReport } from "../training/context.ts";

/** A line of progress on standard error: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** `label` is what is counted; another label begins another bar. A total of 0 is not known. */
  update(label: string, done: number, total: number, note: string): void;
  /** Ends the bar; a later update starts another. */
  stop(): void;
}

/** Between two lines where there is no terminal, and before the first; NEAREDGE_PROGRESS_SECONDS sets another. */
const LINE_INTERVAL_SECONDS = 10;
/** Digits of an objective: enough to see it fall. */
const OBJECTIVE_DIGITS = 6;
/** Digits of a speed, which is never the same twice. */
const RATE_DIGITS = 2;

export function createProgress(): Progress {
  return process.stderr.isTTY ? barProgress() : lineProgress();
}

/** What a training reports, shown as progress; `noteOf` says what else stands in the line. */
export function trainingProgress(progress: Progress, noteOf: () => string = () => "") {
  return {
    onEpoch: ({ epoch, epochs, objective, validation, rowsPerSecond }: EpochReport): void => {
      const figures = [
        `objective ${figure(objective)}`,
        ...(validation === undefined ? [] : [`validation ${figure(validation)}`]),
        ...(rowsPerSecond === undefined ? [] : [`${figure(rowsPerSecond, RATE_DIGITS)} rows/s`]),
      ];
      progress.update("epoch", epoch, epochs, `${noteOf()} ${figures.join(", ")}`.trim());
    },
    onStep: ({ phase, done, total }: StepReport): void => progress.update(phase, done, total, noteOf()),
  };
}

function figure(value: number, digits = OBJECTIVE_DIGITS): string {
  return value.toLocaleString("en-GB", { maximumSignificantDigits: digits });
}

function barProgress(): Progress {
  let bar: SingleBar | undefined;
  let current = "";
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    update: (label, done, total, note) => {
      if (label !== current) stop();
      current = label;
      if (!bar) {
        const format = `${label} [{bar}] ${total === 0 ? "{value}" : "{value}/{total}"} {note}`;
        bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
        bar.start(Math.max(total, done), 0, { note });
      }
      bar.setTotal(Math.max(total, done));
      bar.update(done, { note });
    },
  };
}

function lineProgress(): Progress {
  const intervalMs = 1000 * Number(process.env.NEAREDGE_PROGRESS_SECONDS ?? LINE_INTERVAL_SECONDS);
  // One clock for everything that is counted: a hundred short fits are no hundred lines.
  let lastMs = performance.now();
  return {
    stop: () => undefined,
    update: (label, done, total, note) => {
      const now = performance.now();
      if (now - lastMs < intervalMs) return;
      lastMs = now;
      process.stderr.write(`${`${label} ${total === 0 ? done : `${done}/${total}`} ${note}`.trimEnd()}\n`);
    },
  };
}

/** Nobody expects these to read ratings. */
export const IGNORES_VALUES: ReadonlySet<string> = new Set(["random", "popularity"]);

/**
 * Says that models for behaviour are given ratings: allowed, but a bad rating then counts as much as a good one. A transform
 * changes values and leaves no row out; only --min-value does.
 */
export function noteRatings(
  models: readonly string[],
  feedback: Feedback,
  transforms: readonly Pick<Transform, "name">[],
  minValue: number | undefined,
): void {
  if (models.length === 0 || minValue !== undefined) return;
  const names = transforms.map(({ name }) => name).join(", ");
  if (feedback !== "explicit") {
    if (names !== "")
      say(
        `note: ${names} leaves no row out: what becomes 0 is an interaction still; --min-value keeps counts from a value on only`,
      );
    return;
  }
  const after = names === "" ? "" : `, after ${names} as well`;
  say(
    `note: the data are ratings, and ${models.join(", ")} learn${models.length === 1 ? "s" : ""} from who rated what: ` +
      `a low rating counts too${after}; to keep ratings from a value on only, say --min-value, as in --min-value 4`,
  );
}

/** A line on standard error. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
