/** The compiled kernels: for one thread (serving) and for shared memory (training). */
export interface KernelModules {
  readonly serving: WebAssembly.Module;
  readonly training: WebAssembly.Module;
}
