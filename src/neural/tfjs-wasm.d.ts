/** What scripts/build-head.ts makes of the module of the tfjs WASM backend. */
declare module "*/build/tfjs-backend-wasm.js" {
  const factory: unknown;
  export default factory;
}
