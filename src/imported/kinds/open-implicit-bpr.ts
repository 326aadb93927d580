import { selectRows } from "../../data/csr.ts";
import type { FactorTable } from "../../data/factor-table.ts";
import { arrayTable } from "../../data/matrices/array-table.ts";
import { readIdList } from "../../data/matrices/id-list.ts";
import { type ImplicitModel, openImplicitModel } from "../../data/matrices/implicit-model.ts";
import { DataError } from "../../errors.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { bpr } from "../../models/pairwise/bpr.ts";
import { BIAS_BARRIER } from "../../models/pairwise/pairwise-factors.ts";
import { fitFoldIn } from "../../models/pairwise/train-fold-in.ts";
import { platform } from "../../platform.ts";
import type { ImportedInteractions, ImportRequest, OpenedImport } from "./kind.ts";
import { missingOption } from "./settings.ts";
import { tableOf, wholeTable } from "./table-pass.ts";

/** Users whose trained factors the constants are fitted to, as in training (train-fold-in.ts). */
const SAMPLED_USERS = 100;
/** Of the variance of training's scores; below, folded-in users are others than those of training. */
const LEAST_EXPLAINED = 0.3;
const NAME = "implicit-bpr";

/**
 * `implicit`'s BayesianPersonalizedRanking. The last lane of its item factors is the bias, that of its user factors is 1. Users
 * have no closed form: they are folded in as those of bpr, by two constants and a scale that are fitted to user factors of the
 * file, whose ids must be known for that.
 */
export async function open(request: ImportRequest): Promise<OpenedImport> {
  const file = await openImplicitModel(request.path, NAME, request.signal);
  try {
    const rows = arrayTable(await file.array("item_factors"), { factors: MAXIMUM_FACTOR_COUNT, rows: "items" });
    if (rows.factorCount < 2) {
      throw new DataError(
        "too-few-factors",
        `${file.shown}: item_factors: expected factors and a bias, got one column`,
      );
    }
    if (!file.has("user_factors")) {
      throw new DataError(
        "no-such-array",
        `${file.shown}: expected user_factors, to which the fold-in is fitted; it has none`,
      );
    }
    if (request.userIds === undefined) {
      throw missingOption(
        "--user-ids",
        `expected the ids of the rows of user_factors in ${file.shown}, which it does not say: by them the fold-in is fitted`,
      );
    }
    const [epochs, learningRate, regularization] = await Promise.all(
      ["iterations", "learning_rate", "regularization"].map((name) => file.number(name)),
    );
    const stated = { epochs, learningRate, regularization, biasRegularization: regularization };
    const options = bpr.readOptions({
      ...stated,
      factors: rows.factorCount - 1,
      learningRateSchedule: "constant",
      sampling: "popularity",
    });
    return {
      model: bpr.name,
      itemCount: rows.itemCount,
      origin: { kind: NAME },
      notes: [`${file.shown}: user_factors are read to fit the fold-in, and are not packed`],
      finish: async (interactions, { signal, onPhase }) => {
        if (interactions === undefined) {
          throw missingOption(
            "--interactions",
            `expected what users took: by it the fold-in is fitted to the users of ${file.shown}`,
          );
        }
        onPhase?.("fitting the fold-in to the users of the file");
        const factorCount = rows.factorCount - 1;
        const itemFactors = await wholeTable(rows, signal);
        const { histories, userFactors } = await sampleOf(file, request, interactions, factorCount);
        const trained = { factorCount, userFactors, itemFactors, objective: Number.NaN };
        const fitted = fitFoldIn(await platform().kernels(), trained, histories);
        if (!(fitted.explained >= LEAST_EXPLAINED)) throw unlike(file.shown, fitted.explained);
        onPhase?.(`folded-in users explain ${percent(fitted.explained)} of the scores of ${file.shown}`);
        const model = {
          kind: bpr.name,
          options: { ...options, ...fitted.constants },
          factors: tableOf(fitted.itemFactors, rows.factorCount),
          matrix: "factors" as const,
          gramOf,
        };
        return { model, vectorScale: fitted.scale };
      },
      close: file.close,
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** YᵀY/items, and the barrier in the lane of the bias. */
function gramOf(products: Float64Array, itemCount: number): Float32Array {
  const width = Math.sqrt(products.length);
  const gram = Float32Array.from(products, (product, at) => {
    const isBias = at % width === width - 1 || at >= products.length - width;
    return isBias ? 0 : product / itemCount;
  });
  gram[gram.length - 1] = BIAS_BARRIER;
  return gram;
}

/** Users of the file who have interactions, evenly spaced, with their factors. */
async function sampleOf(
  file: ImplicitModel,
  { userIds: path = "", idColumns, signal }: ImportRequest,
  { userIds, matrix }: ImportedInteractions,
  factorCount: number,
) {
  const table = arrayTable(await file.array("user_factors"), { factors: MAXIMUM_FACTOR_COUNT, rows: "users" });
  if (table.factorCount !== factorCount + 1) {
    const expected = `expected ${factorCount + 1} columns as item_factors has`;
    throw new DataError("wrong-rank", `${file.shown}: user_factors: ${expected}, got ${table.factorCount}`);
  }
  const ids = await idsOf(path, table, idColumns, signal);
  const known = ids.flatMap((id, row) => {
    const user = userIds.indexOf(id);
    return user === undefined ? [] : [{ row, user }];
  });
  if (known.length === 0) {
    const message = "expected ids of users who have interactions, got none that --interactions has";
    throw new DataError("no-known-users", `${file.shown}: --user-ids: ${message}; give both as they were in training`);
  }
  const step = Math.max(1, known.length / SAMPLED_USERS);
  const count = Math.min(known.length, SAMPLED_USERS);
  const sample = Array.from({ length: count }, (_, at) => known[Math.floor(at * step)]).filter(
    (one) => one !== undefined,
  );
  const userFactors = new Float32Array(count * factorCount);
  const placeOf = new Map(sample.map(({ row }, place) => [row, place]));
  for await (const { start, values } of table.blocks()) {
    signal?.throwIfAborted();
    for (let row = 0; row * table.factorCount < values.length; row++) {
      const place = placeOf.get(start + row);
      if (place === undefined) continue;
      const from = row * table.factorCount;
      userFactors.set(values.subarray(from, from + factorCount), place * factorCount);
    }
  }
  return {
    histories: selectRows(
      matrix,
      Uint32Array.from(sample, ({ user }) => user),
    ),
    userFactors,
  };
}

async function idsOf(
  path: string,
  { itemCount: count }: FactorTable,
  columns: ImportRequest["idColumns"],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (path === "rows") return Array.from({ length: count }, (_, row) => String(row));
  return (await readIdList(path, { option: "--user-ids", role: "user", count, columns, signal })).ids;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

function unlike(shown: string, explained: number): DataError {
  const message =
    `users who are folded in by --interactions explain ${percent(explained)} of the scores of ${shown}, expected at least ` +
    `${percent(LEAST_EXPLAINED)}: ids or interactions are not those of the training; look at --item-ids, --user-ids and --interactions`;
  return new DataError("fold-in-fails", message);
}
