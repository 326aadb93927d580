/** What a series of durations comes to. */
export interface TimingSummary {
  /** The first of the series, which pays for start-up. */
  readonly firstMs: number;
  /** Median of the last few without the first; undefined while there is only the first. */
  readonly medianMs: number | undefined;
  /** How many durations the median is taken over. */
  readonly count: number;
}

export interface Timings {
  add(series: string, elapsedMs: number): void;
  /** undefined for a series without durations. */
  summary(series: string): TimingSummary | undefined;
}

/** Keeps durations by series; the first is kept apart, of the others the last `windowLength` count. */
export function createTimings(windowLength = 9): Timings {
  const firsts = new Map<string, number>();
  const windows = new Map<string, number[]>();
  return {
    add: (series, elapsedMs) => {
      if (!firsts.has(series)) {
        firsts.set(series, elapsedMs);
        windows.set(series, []);
        return;
      }
      windows.set(series, [...(windows.get(series) ?? []), elapsedMs].slice(-windowLength));
    },
    summary: (series) => {
      const firstMs = firsts.get(series);
      if (firstMs === undefined) return undefined;
      const window = windows.get(series) ?? [];
      return { firstMs, medianMs: median(window), count: window.length };
    },
  };
}

/** Middle value, or the mean of the two middle values; undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
