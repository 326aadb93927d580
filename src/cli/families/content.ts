import { toCsr } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import { HYBRID, hybridOptions, memberNames } from "../../models/hybrid.ts";
import { countInteractions } from "../../models/item-counts.ts";
import { createTfIdfModel, tfIdfOptions } from "../../models/tf-idf.ts";
import { didYouMean } from "../../nearest.ts";
import { type MemberPlan, mixesRatings, trainHybrid } from "../../training/hybrid-trainer.ts";
import type { MakeCandidate, Settings } from "../candidates.ts";

const TF_IDF = "tf-idf";

const tfIdf: MakeCandidate = (model, set, items) => {
  const options = tfIdfOptions(set);
  return {
    model,
    options: { ...options },
    fit: (train) => {
      const popularity = countInteractions(toCsr(train));
      return createTfIdfModel(items, options, { popularity, explicit: train.feedback === "explicit" });
    },
  };
};

/** Models that rank items without interactions by what is known of them. */
const CONTENT: ReadonlySet<string> = new Set([TF_IDF]);

/** A mix of other models, which `make` makes from their names; their options have their name before them. */
function hybridOf(make: MakeCandidate): MakeCandidate {
  return (model, set, items, control, users) => {
    const options = hybridOptions(ownSettings(set));
    const names = memberNames(options.models);
    rejectStrangers(set, names);
    const candidates = names.map((name) => make(name, settingsOf(set, name), items, control, users));
    const plans = candidates.map(
      (candidate): MemberPlan => ({
        name: candidate.model,
        content: CONTENT.has(candidate.model),
        predicts: candidate.predicts === true,
        fit: (train) => candidate.fit(train),
      }),
    );
    const ofMembers = candidates.flatMap((member) =>
      Object.entries(member.options).map(([key, value]) => [`${member.model}.${key}`, value] as const),
    );
    return {
      model,
      options: { ...options, ...Object.fromEntries(ofMembers) },
      predicts: mixesRatings(plans, options.task, true),
      fit: (train) => trainHybrid(train, plans, options, control),
    };
  };
}

/** Settings without a model's name before them. */
function ownSettings(set: Settings): Settings {
  return Object.fromEntries(Object.entries(set).filter(([key]) => !key.includes(".")));
}

/** `implicit-als.factors` is `factors` for implicit-als, and for implicit-als+head. */
function settingsOf(set: Settings, model: string): Settings {
  const start = `${baseName(model)}.`;
  const own = Object.entries(set).filter(([key]) => key.startsWith(start));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(start.length), value]));
}

/** Throws OptionsError `unused-setting` for an option of a model that takes no part. */
function rejectStrangers(set: Settings, names: readonly string[]): void {
  const known = names.map(baseName);
  for (const key of Object.keys(set)) {
    const at = key.indexOf(".");
    const model = key.slice(0, Math.max(0, at));
    if (at < 0 || known.includes(model)) continue;
    throw new OptionsError(
      "unused-setting",
      `${HYBRID}: ${key}: expected an option of one of its models, ${known.join(", ")}; got ${JSON.stringify(model)}${didYouMean(model, known)}`,
    );
  }
}

const baseName = (model: string): string => model.replace(/\+head$/, "");

/** Models of what items say of themselves, and mixes of any models; `make` makes the candidate of any name. */
export const contentModels = (make: MakeCandidate): ReadonlyMap<string, MakeCandidate> =>
  new Map([
    [TF_IDF, tfIdf],
    [HYBRID, hybridOf(make)],
  ]);
