import { delimiter, dirname } from "node:path";

/** What npm and its children need to reach the registry as this machine is set up to. */
const NPM_SETTINGS = /^npm_config_(registry|cafile|ca|cache|userconfig|globalconfig|proxy|https_proxy|noproxy)$/i;
/** What the test runner and npm tell their children. A build takes NODE_ENV=test for its own mode. */
const OF_THE_TEST = /^(npm_.*|VITE.*|VITEST.*|NODE_ENV|NODE_OPTIONS|INIT_CWD|TEST|DEV|PROD|MODE|BASE_URL|SSR)$/i;

/**
 * The environment of a person at a shell: without what the test runner adds, and without the checkout's commands on the path,
 * but with the Node that runs the test. Tools are told to ask nobody on the network.
 */
export function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => NPM_SETTINGS.test(name) || !OF_THE_TEST.test(name));
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...folders].join(delimiter),
    NEXT_TELEMETRY_DISABLED: "1",
    WRANGLER_SEND_METRICS: "false",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    DO_NOT_TRACK: "1",
    DENO_NO_UPDATE_CHECK: "1",
    // Colours make messages hard to search.
    NO_COLOR: "1",
  };
}
