/** Users of the first batch: few enough for a slow model of a large catalogue. */
const FIRST_ROWS = 16;
/** Batches grow while they are quicker than this. */
const QUICK_MS = 100;
/** Maximum time of a batch: an interruption waits for its end. */
const LONG_MS = 500;
const GROWTH = 4;

/** Number of users of the next batch. Figures do not depend on it. */
export interface BatchPace {
  readonly rows: number;
  /** Records the time of a batch of `rows` users. */
  took(elapsedMs: number): void;
}

/**
 * Batches as large as the model allows, for speed, and as small as it takes to hear of an interruption in time: what
 * one user costs differs a thousandfold between models and catalogues. From 16 users up to `maximum`, four times as
 * many after a quick batch; after a long one as many as would have been in time. `steady` ones have the maximum, always.
 */
export function batchPace(maximum: number, steady = false): BatchPace {
  if (steady) return { rows: maximum, took: () => undefined };
  let rows = Math.min(maximum, FIRST_ROWS);
  return {
    get rows() {
      return rows;
    },
    took: (elapsedMs) => {
      if (elapsedMs < QUICK_MS) rows = Math.min(maximum, rows * GROWTH);
      else if (elapsedMs > LONG_MS) rows = Math.max(1, Math.floor((rows * LONG_MS) / elapsedMs));
    },
  };
}
