import { type Csr, rowIndices, selectRows } from "../data/csr.ts";
import { JUDGING_K } from "../evaluation/hold-out.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import { rowsWithEntries } from "../evaluation/rows.ts";
import { NO_ITEM, type RankingLists } from "../kernels/ranking.ts";
import type { RankingModel } from "../models/model.ts";
import { RATING_BASELINE, SUGGESTED_MODEL } from "../models/train-references.ts";
import { RERANKED } from "./judging.ts";
import type { Packed } from "./packed.ts";

/** What to know of a model before its artefact is published. */
export interface TrainWarning {
  readonly code:
    | "nothing-learned"
    | "same-list-for-everybody"
    | "loses-to-popularity"
    | "loses-to-baseline"
    | "idle-option"
    | "seen-in-training"
    | "weak-baseline";
  readonly message: string;
}

/** Users whose lists are compared, evenly spaced, and how long these are. */
const COMPARED_USERS = 64;
const COMPARED_K = 20;

/** What helps a model that is not personal, by the options that it has: models of means have neither of these. */
function remedyOf(options: Packed["model"]["options"]): string {
  const another = `another model such as ${SUGGESTED_MODEL.name}`;
  if ("regularization" in options) return `less regularization, or ${another}`;
  // As many factors as there are items give back the history and nothing else.
  return "factors" in options ? `fewer factors, or ${another}` : another;
}

/**
 * Looks at a packed model as it will be served. It warns where nothing follows from any history, so that all answers will be
 * popular items; where everybody gets the same list; where the lists find less than popularity does on the interactions held
 * out; and where predictions are further off than the baseline's.
 */
export function trainWarnings(packed: Packed, served: RankingModel, matrix: Csr): TrainWarning[] {
  if (packed.isPersonal === false) return [];
  return [...listWarnings(packed.model, served, matrix), ...figureWarnings(packed.model.kind, packed)];
}

/** Warnings that follow from the lists of some users, whose histories are rows of `matrix`. */
export function listWarnings(
  model: Pick<Packed["model"], "kind" | "options">,
  served: Recommends,
  matrix: Csr,
): TrainWarning[] {
  const histories = selectRows(matrix, evenlySpaced(rowsWithEntries(matrix), COMPARED_USERS));
  const lists = served.recommendBatch(histories, Math.min(COMPARED_K, matrix.columnCount));
  const count = histories.rowCount;
  // Where users have every item, no model has anything left to recommend.
  if (lists.items.every((item) => item === NO_ITEM)) return [];
  if (lists.items.every((item, place) => item === NO_ITEM || lists.popular?.[place] === 1)) {
    return [
      {
        code: "nothing-learned",
        message:
          `${model.kind} has learned nothing: nothing follows from the histories of ${count} users, and all answers will be ` +
          `popular items. Try ${remedyOf(model.options)}, or more data`,
      },
    ];
  }
  if (count < 2 || !sameForAll(lists, histories)) return [];
  return [
    {
      code: "same-list-for-everybody",
      message:
        `${model.kind} gives everybody the same list (${count} users compared, without what they have): it is not personal. ` +
        `Try ${remedyOf(model.options)}`,
    },
  ];
}

/** Whether each list is the first one, but for what either user has. */
function sameForAll(lists: RankingLists, histories: Csr): boolean {
  const listOf = (row: number): Uint32Array =>
    lists.items.subarray(row * lists.k, (row + 1) * lists.k).filter((item) => item !== NO_ITEM);
  const [first, firstOwn] = [listOf(0), new Set(rowIndices(histories, 0))];
  let compared = 0;
  for (let row = 1; row < histories.rowCount; row++) {
    const own = new Set(rowIndices(histories, row));
    const mine = listOf(row).filter((item) => !firstOwn.has(item));
    const theirs = first.filter((item) => !own.has(item));
    const length = Math.min(mine.length, theirs.length);
    if (mine.subarray(0, length).some((item, place) => item !== theirs[place])) return false;
    compared += length;
  }
  return compared > 0;
}

/** Warnings that follow from the figures of the interactions held out. */
export function figureWarnings(
  model: string,
  { head, evaluations: all }: Pick<Packed, "head" | "evaluations">,
): TrainWarning[] {
  // A head that lost was measured, but is not packed.
  const evaluations = all.filter(({ subject }) => head !== null || subject !== RERANKED);
  const ndcg = `ndcg@${JUDGING_K}`;
  const warnings: TrainWarning[] = [];
  const of = (subject: string, metric: string) =>
    evaluations.find((evaluation) => evaluation.subject === subject)?.metrics[metric];
  // The last subject of a kind is what is packed.
  const last = (metric: string) => evaluations.findLast(({ metrics }) => metrics[metric] !== undefined);
  const [popularity, packed] = [of("popularity", ndcg), last(ndcg)];
  const reached = packed?.metrics[ndcg];
  if (packed && popularity !== undefined && reached !== undefined && reached < popularity) {
    warnings.push({
      code: "loses-to-popularity",
      message:
        `the lists of ${model} are worse than the popular items on what was held out: ${ndcg} ${reached.toFixed(4)} ` +
        `against ${popularity.toFixed(4)} (${packed.users} users). Compare models with nearedge evaluate`,
    });
  }
  const [baseline, rated] = [of(RATING_BASELINE.model.name, "rmse"), last("rmse")];
  const error = rated?.metrics.rmse;
  if (rated && baseline !== undefined && error !== undefined && error > baseline) {
    warnings.push({
      code: "loses-to-baseline",
      message:
        `the predictions of ${model} are further off than ${RATING_BASELINE.model.name} on what was held out: ` +
        `rmse ${error.toFixed(4)} against ${baseline.toFixed(4)} (${rated.users} users). Compare models with nearedge evaluate`,
    });
  }
  return warnings;
}

function evenlySpaced(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, place) => rows[Math.floor((place * rows.length) / count)]!);
}
