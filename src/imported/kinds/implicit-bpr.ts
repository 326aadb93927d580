import type { ImportKind } from "./kind.ts";

/**
 * `implicit`'s BayesianPersonalizedRanking. The last lane of its item factors is the bias, that of its user factors is 1. Users
 * have no closed form: they are folded in as those of bpr, by two constants and a scale that are fitted to user factors of the
 * file, whose ids must be known for that.
 */
export const implicitBprFile: ImportKind = {
  name: "implicit-bpr",
  reads: "the .npz of implicit's BayesianPersonalizedRanking.save: item_factors, user_factors",
  needs: "--item-ids; --user-ids and --interactions, by which its fold-in is fitted to the users of the file",
  takes: ["userIds"],
  settings: [],
  open: async (request) => (await import("./open-implicit-bpr.ts")).open(request),
};
