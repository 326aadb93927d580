import { SECURITY_HEADERS } from "./security-headers.ts";

/**
 * The text of `_headers`, which the command line writes beside the static files. Names of shards and of the page's
 * scripts carry a hash of their content, so they never change; the manifest is asked for anew each time, which is what
 * makes a new version of the model appear.
 */
export const ASSET_HEADERS = `/artefact/*.safetensors
  Cache-Control: public, max-age=31536000, immutable
/artefact/manifest.json
  Cache-Control: no-cache
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/*
${Object.entries(SECURITY_HEADERS)
  .map(([name, value]) => `  ${name}: ${value}\n`)
  .join("")}`;
