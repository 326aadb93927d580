import { arrayTable } from "../../data/matrices/array-table.ts";
import { openImplicitModel } from "../../data/matrices/implicit-model.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { implicitAls } from "../../models/implicit-als/implicit-als.ts";
import { hkvModel, weightingNote } from "./hkv.ts";
import type { ImportRequest, OpenedImport } from "./kind.ts";
import { numberOf, overridden } from "./settings.ts";

/**
 * `implicit`'s AlternatingLeastSquares. Its confidence of an observed pair is alpha · value without a one before it, and its
 * penalty does not grow with the row: objective=hkv, confidence=alpha, confidenceOffset=0, regularizationExponent=0.
 */
export async function open({ path, settings, signal }: ImportRequest): Promise<OpenedImport> {
  const file = await openImplicitModel(path, "implicit-als", signal);
  try {
    const factors = arrayTable(await file.array("item_factors"), { factors: MAXIMUM_FACTOR_COUNT, rows: "items" });
    const alpha = { name: "confidence", given: settings.confidence, inFile: await file.number("alpha") };
    const penalty = {
      name: "regularization",
      given: settings.regularization,
      inFile: await file.number("regularization"),
    };
    const epochs = await file.number("iterations");
    const { model, check } = hkvModel(factors, {
      ...settings,
      confidence: numberOf(alpha, file.shown, "alpha, what a value is multiplied by"),
      regularization: numberOf(penalty, file.shown, "the penalty that it was trained with"),
      confidenceOffset: 0,
      regularizationExponent: 0,
      ...(epochs === undefined ? {} : { epochs: Math.max(1, epochs) }),
    });
    return {
      model: implicitAls.name,
      itemCount: factors.itemCount,
      origin: { kind: "implicit-als" },
      notes: [
        ...[alpha, penalty].flatMap((said) => overridden(said, file.shown)),
        ...weightingNote("implicit", settings.weighting),
      ],
      finish: async (interactions) => {
        check(file.shown, interactions);
        return { model };
      },
      close: file.close,
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
