/** Where a training stood after one of its epochs. */
export interface EpochLosses {
  /** From 1. */
  readonly epoch: number;
  /** The objective that the model's file states, on what it is trained on. */
  readonly objective: number;
  /** Of what is kept from training; less is better. */
  readonly validation?: number | undefined;
}

/** Hears of every epoch of one fit. */
export interface LossRecorder {
  onEpoch(losses: EpochLosses): void;
  /**
   * In the order of epochs, of many of them at most LONGEST: the first, the last, the best by validation, and others at even
   * distances. Undefined without epochs, and where a fit was several trainings, as that of a mix is: their losses are no one curve.
   */
  losses(): readonly EpochLosses[] | undefined;
}

/** Epochs that a curve needs at most. */
export const LONGEST = 200;

export function recordLosses(): LossRecorder {
  const heard: EpochLosses[] = [];
  return {
    onEpoch: ({ epoch, objective, validation }) => {
      heard.push({ epoch, objective, ...(validation === undefined ? {} : { validation }) });
    },
    losses: () => {
      const isOne = heard.every(({ epoch }, at) => at === 0 || epoch > (heard[at - 1]?.epoch ?? 0));
      return heard.length > 0 && isOne ? thinned(heard, LONGEST) : undefined;
    },
  };
}

/** What hears of the epochs of a fit. */
interface Hearing<Report extends EpochLosses> {
  readonly onEpoch?: ((report: Report) => void) | undefined;
}

/** A context whose epochs one more hears of. Where nobody does it stays so, and a fit may skip computing what it reports. */
export function heardBy<Report extends EpochLosses, Context extends Hearing<Report>>(
  context: Context & Hearing<Report>,
  onEpoch: ((losses: EpochLosses) => void) | undefined,
): Context {
  const { onEpoch: own } = context;
  if (!own || !onEpoch) return context;
  return {
    ...context,
    onEpoch: (report: Report) => {
      own(report);
      onEpoch(report);
    },
  };
}

/** The same curve with at most so many of its epochs, its ends and its best one among them. */
export function thinned(losses: readonly EpochLosses[], most: number): readonly EpochLosses[] {
  if (losses.length <= most) return losses;
  const kept = new Set(
    Array.from({ length: most - 1 }, (_, at) => Math.round((at * (losses.length - 1)) / (most - 2))),
  );
  const best = bestEpoch(losses);
  return losses.filter((own, at) => kept.has(at) || own === best);
}

/** The first of the epochs with the least validation; undefined where nothing was validated. */
export function bestEpoch(losses: readonly EpochLosses[]): EpochLosses | undefined {
  return losses.reduce<EpochLosses | undefined>((best, own) => {
    if (own.validation === undefined) return best;
    return best?.validation === undefined || own.validation < best.validation ? own : best;
  }, undefined);
}
