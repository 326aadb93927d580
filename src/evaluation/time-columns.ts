import type { ReportResult, Timings } from "./report-types.ts";

/** A column of seconds in a table of models. */
export interface TimeColumn {
  readonly title: string;
  /** undefined where a model did not do it. */
  readonly read: (timings: Timings) => number | undefined;
}

const FIT: TimeColumn = { title: "fit", read: ({ fitSeconds }) => fitSeconds };
const RATINGS: TimeColumn = { title: "ratings", read: ({ ratingsSeconds }) => ratingsSeconds };
const LISTS: TimeColumn = { title: "lists", read: ({ listsSeconds }) => listsSeconds };
/** Of reports that do not say what the time of answering was spent on. */
const TEST: TimeColumn = { title: "test", read: ({ predictSeconds }) => predictSeconds };

/** The seconds that some model has: to fit, and to answer with ratings and with lists. */
export function timeColumns(results: readonly ReportResult[]): TimeColumn[] {
  const answers = [RATINGS, LISTS].filter(({ read }) => results.some(({ timings }) => read(timings) !== undefined));
  return [FIT, ...(answers.length === 0 ? [TEST] : answers)];
}
