import { OptionsError } from "../../errors.ts";
import type { convertNetwork } from "./convert.ts";
import type { layersFiles, twinOf } from "./export-network.ts";
import type { openNetwork } from "./open-network.node.ts";
import type { openTfjs } from "./package.node.ts";
import type { createTfjsTraining } from "./training.ts";

/** What trainers do with the Layers API of TensorFlow.js. It is there in Node alone, and loaded when a training asks for it. */
export interface LayersApi {
  readonly openTfjs: typeof openTfjs;
  readonly openNetwork: typeof openNetwork;
  readonly convertNetwork: typeof convertNetwork;
  readonly createTfjsTraining: typeof createTfjsTraining;
  readonly twinOf: typeof twinOf;
  readonly layersFiles: typeof layersFiles;
}

let open: (() => Promise<LayersApi>) | undefined;

/**
 * Says how the Layers API is loaded; platform.node.ts does. It is no part of Platform, which knows no room: the rooms of this type
 * ask for the platform themselves.
 */
export function useLayersApi(loads: () => Promise<LayersApi>): void {
  open = loads;
}

/** Loads it. Throws OptionsError `needs-node` where there is none. */
export async function layersApi(model: string): Promise<LayersApi> {
  if (open !== undefined) return open();
  throw new OptionsError("needs-node", `${model}: expected Node, where networks of TensorFlow.js are read and written`);
}
