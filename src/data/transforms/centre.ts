import { DataError } from "../../errors.ts";
import { badTransform, type Transform, type TransformFamily } from "./transform.ts";

export const CENTRE: TransformFamily = { syntax: "centre", parse };

/** Subtracts the mean of the train values, Σ x / n in f64. Test values are not used. */
function parse(parameters: string | undefined): Transform {
  if (parameters !== undefined) throw badTransform("centre", "no parameters", parameters);
  return {
    name: "centre",
    fit: (train) => {
      if (train.length === 0) {
        throw new DataError("no-interactions", "transform centre: expected train values to take the mean of, got none");
      }
      const mean = train.reduce((sum, value) => sum + value, 0) / train.length;
      return (value) => value - mean;
    },
  };
}
