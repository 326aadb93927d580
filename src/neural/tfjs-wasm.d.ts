/** The SIMD binary of the tfjs WASM backend, as bundlers hand it over: compiled (workerd) or as an address (Vite). */
declare module "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url" {
  const address: string;
  export default address;
}
