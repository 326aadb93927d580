import { badTransform, parseNumbers, type Transform, type TransformFamily } from "./transform.ts";

export const BINARISE: TransformFamily = { syntax: "binarise:THRESHOLD", parse };

/** Makes 1 of a value that is at least the threshold and 0 of any other. It has no fitted parameters. */
function parse(parameters: string | undefined): Transform {
  const [threshold] = parseNumbers(parameters, 1) ?? [];
  if (threshold === undefined) throw badTransform("binarise", "a threshold, as in binarise:4", parameters);
  // Values are f32. Compared with the f64 threshold, a value of 3.3 would lie below a threshold of 3.3.
  const threshold32 = Math.fround(threshold);
  return { name: `binarise:${threshold}`, fit: () => (value) => (value >= threshold32 ? 1 : 0) };
}
