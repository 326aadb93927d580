/** Values above this are on no scale of judgements: models of ratings meet them with steps and factors as large. */
const LARGE_VALUE = 1000;
/** How far the quartiles are apart on the curve of a sigmoid, in units of its exponent: its slope is then at its middle. */
const QUARTILES_APART = 4;

/** The largest absolute value; 0 where there is none. */
export function largestValue(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/**
 * What to do about a training that diverged on values so large that no option of the model helps: a transform that brings these
 * values to a scale from 1 to 10. undefined where the values are no larger than scales of judgements are. O(n log n).
 */
export function valueScaleAdvice(values: Float32Array): string | undefined {
  const largest = largestValue(values);
  if (largest <= LARGE_VALUE) return undefined;
  const sorted = Float32Array.from(values).sort();
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const apart = quantile(0.75) - quantile(0.25);
  const digits = (value: number): number => Number(value.toPrecision(3));
  const steepness = digits(QUARTILES_APART / (apart > 0 ? apart : Math.max(1, Math.abs(quantile(0.5)))));
  return `the largest value is ${digits(largest)}: bring values to a scale of ratings first, as with --transform sigmoid:${digits(quantile(0.5))},${steepness}`;
}

/** A learning rate to try in place of one that diverged: the default where it is larger than that, else a tenth. */
export function learningRateAdvice(learningRate: number, usual: number): string {
  return learningRate > usual ? `try ${usual}, the default` : `try ${Number((learningRate / 10).toPrecision(3))}`;
}
