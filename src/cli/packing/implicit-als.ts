import { checkOneOf } from "../../check.ts";
import { kernelModule, threadedKernelModule } from "../../kernels/module.node.ts";
import { quantiseFactors } from "../../kernels/quantise.ts";
import { implicitAlsOptions, observedWeight, scaleGram } from "../../models/implicit-als.ts";
import { TAG_COLUMN } from "../../models/tag-overlap.ts";
import { fitImplicitAls, type HeadWish } from "../fit.ts";
import { contentOf } from "./content-of.ts";
import type { Packer } from "./packer.ts";

/** Item factors as they are or as int8 (`precision`), and a head where it wins. */
export const packImplicitAls: Packer = async ({ interactions, items }, matrix, request, control) => {
  const { precision: precisionText = "f32", ...set } = request.set;
  const precision = checkOneOf("precision", precisionText, ["f32", "int8"] as const);
  const head = wantedHead(request.head);
  const options = implicitAlsOptions(set, matrix);
  const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
  const tags = items.categories.get(TAG_COLUMN);
  const fitted = await fitImplicitAls(modules, interactions, tags, options, { ...control, head, judge: true });
  const { itemFactors } = fitted.model;
  const { content } = await contentOf(fitted.model);
  const quantised =
    precision === "int8" && itemFactors.precision === "f32"
      ? quantiseFactors(modules.serving, itemFactors.values, options.factors)
      : undefined;
  fitted.head?.head.dispose();
  return {
    model: { kind: request.model, options: { ...options }, precision, factorCount: options.factors },
    head: fitted.head?.trained.manifest ?? null,
    evaluations: fitted.evaluations,
    objective: fitted.objective,
    content: {
      ...content,
      ...(quantised ? { factors: quantised.factors, gram: scaleGram(options, quantised.gram) } : {}),
      head: fitted.head?.trained.weights,
    },
    histories: { ...matrix, values: matrix.values.map((value) => observedWeight(options, value)) },
  };
};

/** Only who asks for a head by name is told that there can be none as an error. */
function wantedHead(name: string | undefined): HeadWish {
  if (name === undefined) return "where-possible";
  return name === "mlp" ? "required" : "none";
}
