import { toCsr } from "../../data/interactions.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { easeOptions } from "../../models/ease.ts";
import { gfCfOptions } from "../../models/gf-cf.ts";
import { rp3betaOptions } from "../../models/rp3beta.ts";
import { slimOptions } from "../../models/slim.ts";
import { fitEase } from "../../training/linear-ease.ts";
import { fitGfCf } from "../../training/linear-gf-cf.ts";
import { fitRp3beta } from "../../training/linear-neighbours.ts";
import { fitSlim } from "../../training/linear-slim.ts";
import type { MakeCandidate } from "../candidates.ts";

/** Item-weight and spectral models. */
export const LINEAR_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "rp3beta",
    (model, set, _items, control) => {
      const options = rp3betaOptions(set);
      return { model, options: { ...options }, fit: (train) => fitRp3beta(toCsr(train), options, control) };
    },
  ],
  [
    "slim",
    (model, set, _items, control) => {
      const options = slimOptions(set);
      const fit: Candidate["fit"] = async (train) => (await fitSlim(toCsr(train), options, control)).model;
      return { model, options: { ...options }, fit };
    },
  ],
  [
    "ease",
    (model, set, _items, control) => {
      const options = easeOptions(set);
      return { model, options: { ...options }, fit: (train) => fitEase(toCsr(train), options, control) };
    },
  ],
  [
    "gf-cf",
    (model, set, _items, control) => {
      const options = gfCfOptions(set);
      return { model, options: { ...options }, fit: (train) => fitGfCf(toCsr(train), options, control) };
    },
  ],
]);
