import type { ItemTable } from "../data/items.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { FitControl } from "./fit.ts";

/** Options as the command line gives them. */
export type Settings = Readonly<Record<string, string>>;

/** Makes the candidate of one model; options that are wrong are refused here, before anything is fitted. */
export type MakeCandidate = (model: string, set: Settings, items: ItemTable, control: FitControl) => Candidate;
