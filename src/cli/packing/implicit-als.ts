import { kernelModule } from "../../kernels/module.node.ts";
import { implicitAlsOptions, observedWeight } from "../../models/implicit-als/implicit-als.ts";
import { implicitAlsAsInt8 } from "../../models/int8-factors.ts";
import { type Packer, readPrecision } from "../../packing/packer.ts";
import { TAG_COLUMN } from "../../rerankers/tag-overlap.ts";
import { fitAndJudge } from "../fit.ts";
import { implicitAlsPlan } from "../plans.ts";
import { packedHead, wantedHead } from "./heads.ts";

/** Item factors as they are or as int8 (`precision`), and a head where it wins. */
export const packImplicitAls: Packer = async ({ interactions, items }, matrix, request, control) => {
  const { precision, set } = readPrecision(request.set);
  const options = implicitAlsOptions(set, matrix);
  const tags = items.categories.get(TAG_COLUMN);
  const judging = { ...control, judgeUsers: request.judgeUsers };
  const plan = implicitAlsPlan(options, control);
  const wanted = wantedHead(request.model, request.head);
  const { retrieval, winner, evaluations } = await fitAndJudge(plan, interactions, tags, wanted, judging);
  const { model, objective } = retrieval;
  const { itemFactors, gram } =
    precision === "int8" && model.itemFactors.precision === "f32"
      ? implicitAlsAsInt8(await kernelModule(), model.itemFactors.values, options)
      : model;
  winner?.head.dispose();
  return {
    model: { kind: request.model, options: { ...options }, precision, factorCount: options.factors },
    head: packedHead(winner, options.factors),
    evaluations,
    objective,
    content: { factors: itemFactors, gram, weights: undefined, head: winner?.trained.weights },
    histories: { ...matrix, values: matrix.values.map((value) => observedWeight(options, value)) },
  };
};
