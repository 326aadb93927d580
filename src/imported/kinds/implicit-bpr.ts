import type { ImportKind } from "./kind.ts";

/** How it is served: open-implicit-bpr.ts. */
export const implicitBprFile: ImportKind = {
  name: "implicit-bpr",
  reads: "the .npz of implicit's BayesianPersonalizedRanking.save: item_factors, user_factors",
  needs: "--item-ids; --user-ids and --interactions, by which its fold-in is fitted to the users of the file",
  takes: ["userIds"],
  settings: [],
  open: async (request) => (await import("./open-implicit-bpr.ts")).open(request),
};
