import type { Recommends } from "../../evaluation/recommends.ts";
import { fittedModel } from "../../models/fitted-model.ts";
import { restoreModel } from "../../models/restore-model.ts";
import { servedModel } from "../../models/served.ts";
import type { ServedModel } from "../../models/served-model.ts";
import { GRAM, joinStates, type ModelState, stateOf } from "../../models/state.ts";
import { RATING_BASELINE } from "../../models/train-references.ts";
import type { Judged } from "../judge.ts";
import { BlockIndex } from "./block-index.ts";
import type { ReadRows } from "./gather-rows.ts";
import { restoreStored, type StoredModel } from "./restore-stored.ts";
import { restoreStoredRatings, type StoredLists } from "./stored-ratings.ts";

/** Where a model stands that is measured as it was stored. */
export interface StoredPlace {
  readonly rows: ReadRows;
  readonly gram: Float32Array | undefined;
  readonly popularity: Float32Array;
  readonly kernelModule: WebAssembly.Module;
}

/** The subjects of the figures of an imported model beside popularity: the model as it was stored, last, and its baseline. */
export function storedSubjects(stored: StoredModel, place: StoredPlace): readonly Judged[] {
  return learnsFromRatings(stored) ? ofRatings(stored, place) : ofRankings(stored, place);
}

/** The model as it weighs histories, before there are rows. Throws what its options and its state are refused with. */
export function restoreWithoutRows(
  stored: StoredModel,
  columnCount: number,
  hasGram: boolean,
  { popularity, kernelModule }: Pick<StoredPlace, "popularity" | "kernelModule">,
): Pick<ServedModel, "weigh"> {
  const gram = hasGram ? new Float32Array(columnCount ** 2) : undefined;
  const read = (start: number, end: number) => {
    return { precision: "f32" as const, values: new Float32Array((end - start) * columnCount) };
  };
  const rows: ReadRows = { rowCount: popularity.length, columnCount, precision: "f32", read };
  if (learnsFromRatings(stored)) {
    restoreStoredRatings(stored, rows, { popularity, kernelModule });
    return {};
  }
  return restoreStored(withGram(stored, gram), { popularity, explicit: false, kernelModule });
}

const learnsFromRatings = ({ kind }: StoredModel): boolean => servedModel(kind)?.learnsFrom === "ratings";

function withGram(stored: StoredModel, gram: Float32Array | undefined): StoredModel {
  return gram ? { ...stored, state: joinStates(stored.state, stateOf({ [GRAM]: gram })) } : stored;
}

function subjectOf(name: string, { precision }: ReadRows): string {
  return precision === "int8" ? `${name}, int8` : name;
}

function ofRankings(stored: StoredModel, { rows, gram, popularity, kernelModule }: StoredPlace): Judged[] {
  const { kind, options } = stored;
  const served = restoreStored(withGram(stored, gram), { popularity, explicit: false, kernelModule });
  const { retrieve } = served;
  if (retrieve.by !== "factors") return [];
  const { likenessLanes = retrieve.factorCount } = retrieve;
  const index = new BlockIndex(kernelModule, rows, { likenessLanes, gram: retrieve.gram });
  const fitted = fittedModel({ kind, options, served }, { kernelModule, popularity, index });
  const ranks: Recommends = {
    kind,
    recommendBatch: (histories, k) => {
      index.announce(histories);
      return fitted.recommendBatch(histories, k);
    },
  };
  return [{ subject: subjectOf("retrieval", rows), ranks }];
}

function ofRatings(stored: StoredModel, { rows, popularity, kernelModule }: StoredPlace): Judged[] {
  const { lists, predicts } = restoreStoredRatings(stored, rows, { popularity, kernelModule });
  return [
    ...baselineOf(stored.state, popularity, kernelModule),
    {
      subject: subjectOf("ratings", rows),
      rates: predicts,
      ...(lists ? { ranks: ratedLists(stored, lists, { popularity, kernelModule }) } : {}),
    },
  ];
}

function ratedLists(
  { kind, options }: StoredModel,
  { served, rows, likenessLanes, announce }: StoredLists,
  context: Pick<StoredPlace, "popularity" | "kernelModule">,
): Recommends {
  const index = new BlockIndex(context.kernelModule, rows, { likenessLanes, gram: undefined });
  const fitted = fittedModel({ kind, options, served }, { ...context, index });
  return {
    kind,
    recommendBatch: (histories, k) => {
      announce(histories);
      index.announce(histories);
      return fitted.recommendBatch(histories, k);
    },
  };
}

/** The user-item baseline of the biases that came with the factors; none where they are all 0, which says that there are none. */
function baselineOf(state: ModelState, popularity: Float32Array, kernelModule: WebAssembly.Module): Judged[] {
  const [scale, itemBiases] = [state.get("scale"), state.get("itemBiases")];
  if (!scale || !(itemBiases?.values instanceof Float64Array)) return [];
  if (itemBiases.values.every((bias) => bias === 0)) return [];
  const { name, ...model } = RATING_BASELINE.model;
  const options = model.readOptions({});
  const own = new Map([
    ["scale", scale],
    ["itemBiases", itemBiases],
  ]);
  const served = restoreModel(servedModel, name, options, own, { popularity, explicit: true, kernelModule });
  const fitted = fittedModel({ kind: name, options, served }, { kernelModule, popularity });
  const { predictBatch } = fitted;
  return [{ subject: name, ranks: fitted, ...(predictBatch ? { rates: { kind: name, predictBatch } } : {}) }];
}
