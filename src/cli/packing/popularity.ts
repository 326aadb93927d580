import { rejectOptions } from "../models.ts";
import { NOTHING, type Packer } from "./packer.ts";

/** Popularity needs no more than the counts that every artefact has. */
export const packPopularity: Packer = async (_, matrix, { model, set }) => {
  rejectOptions(model, set);
  return {
    model: { kind: model, options: {}, precision: "f32", factorCount: 0 },
    head: null,
    evaluations: [],
    objective: undefined,
    isPersonal: false,
    content: NOTHING,
    histories: matrix,
  };
};
