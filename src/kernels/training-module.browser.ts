import { fetchedOnce } from "./fetched-module.ts";

/**
 * The kernels of training for a memory of one thread, compiled once a page: shared memory is refused by pages that are not isolated
 * in some browsers. They stand in a file of their own, so that a page that only serves has no copy of them.
 */
export const trainingKernelModule = fetchedOnce(() => new URL("../../build/kernels-training.wasm", import.meta.url));
