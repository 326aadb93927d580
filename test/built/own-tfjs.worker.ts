import "@tensorflow/tfjs-backend-cpu";
import { add, enableDebugMode, getBackend, setBackend, tensor1d } from "@tensorflow/tfjs-core";
import nearedge from "../../worker/index.ts";

let ready: Promise<unknown> | undefined;

/** A deployment that uses TensorFlow.js for something of its own, beside the routes of NearEdge. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/v1/own/")) return nearedge.fetch(request);
    ready ??= setBackend("cpu");
    await ready;
    if (pathname.endsWith("/debug")) enableDebugMode();
    const sum = [...add(tensor1d([1, 2]), tensor1d([3, 4])).dataSync()];
    return Response.json({ backend: getBackend(), sum });
  },
};
