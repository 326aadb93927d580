import { convertNetwork } from "./convert.ts";
import { layersFiles, twinOf } from "./export-network.ts";
import type { LayersApi } from "./layers-api.ts";
import { openNetwork } from "./open-network.node.ts";
import { openTfjs } from "./package.node.ts";
import { createTfjsTraining } from "./training.ts";

export const layersApi: LayersApi = { openTfjs, openNetwork, convertNetwork, createTfjsTraining, twinOf, layersFiles };
