import { kernelModule, threadedKernelModule } from "../../kernels/module.node.ts";
import { implicitAlsOptions, observedWeight } from "../../models/implicit-als.ts";
import { implicitAlsAsInt8 } from "../../models/int8-factors.ts";
import { TAG_COLUMN } from "../../models/tag-overlap.ts";
import { type Packer, readPrecision } from "../../packing/packer.ts";
import { fitImplicitAls, type HeadWish } from "../fit.ts";

/** Item factors as they are or as int8 (`precision`), and a head where it wins. */
export const packImplicitAls: Packer = async ({ interactions, items }, matrix, request, control) => {
  const { precision, set } = readPrecision(request.set);
  const head = wantedHead(request.head);
  const options = implicitAlsOptions(set, matrix);
  const modules = { serving: await kernelModule(), training: await threadedKernelModule() };
  const tags = items.categories.get(TAG_COLUMN);
  const fitted = await fitImplicitAls(modules, interactions, tags, options, { ...control, head, judge: true });
  const { itemFactors, gram } =
    precision === "int8" && fitted.model.itemFactors.precision === "f32"
      ? implicitAlsAsInt8(modules.serving, fitted.model.itemFactors.values, options)
      : fitted.model;
  fitted.head?.head.dispose();
  return {
    model: { kind: request.model, options: { ...options }, precision, factorCount: options.factors },
    head: fitted.head?.trained.manifest ?? null,
    evaluations: fitted.evaluations,
    objective: fitted.objective,
    content: {
      factors: itemFactors,
      gram,
      weights: undefined,
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
