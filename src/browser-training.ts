import "./platform.browser.ts";
import type { Dataset } from "./data/dataset.ts";
import { OptionsError } from "./errors.ts";
import { type ArtefactRequest, type FitOptions, type TrainedArtefact, trainArtefact } from "./model-registry.ts";

export { datasetFrom } from "./data/dataset-from.ts";

/** What a training may need unless the page says otherwise: a tab that takes much more is killed on small devices. */
const DEFAULT_LIMIT_BYTES = 2 ** 30;

/** Trains and packs on this thread, as trainArtefact of browser.ts says. */
export async function trainHere(
  dataset: Dataset,
  request: ArtefactRequest,
  fit: Omit<FitOptions, "threads">,
): Promise<TrainedArtefact> {
  const { head = "none" } = request;
  if (head !== "none") {
    throw new OptionsError(
      "no-head-training",
      `head: expected none, since re-rankers are trained in Node only, got ${head}`,
    );
  }
  const { memoryLimitBytes = DEFAULT_LIMIT_BYTES } = fit;
  return trainArtefact(dataset, { ...request, head }, { ...fit, memoryLimitBytes, threads: 1 });
}
