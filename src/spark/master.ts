import { connect } from "node:net";
import { DataError } from "../errors.ts";
import { withoutSecrets } from "./settings.ts";
import { startSeconds } from "./start-seconds.ts";

const TIMEOUT_SECONDS = 10;

/** Hosts and ports in the address of a master: several of a standalone cluster, one of Kubernetes; none of others. */
export function addressesOf(master: string): { readonly host: string; readonly port: number }[] {
  const [, spark] = /^spark:\/\/(.+)$/.exec(master) ?? [];
  const [, scheme = "https", api] = /^k8s:\/\/(?:(https?):\/\/)?([^/]+)/.exec(master) ?? [];
  const standard = scheme === "http" ? 80 : 443;
  return (spark?.split(",") ?? (api === undefined ? [] : [api])).flatMap((text) => {
    const [, host = "", port] = /^(?:[^@]*@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
    const number = port === undefined ? (spark === undefined ? standard : 7077) : Number(port);
    return host === "" ? [] : [{ host: host.replaceAll(/[[\]]/g, ""), port: number }];
  });
}

/**
 * Knocks at the master before anything is started: Spark itself tries for a minute and says so in a log. Throws DataError
 * `master-unreachable` where none of its addresses answers. NEAREDGE_SPARK_START_SECONDS limits the wait too; OptionsError `bad-value` where that
 * is no number above 0.
 */
export async function checkMaster(master: string, signal: AbortSignal): Promise<void> {
  const limitMs = 1000 * Math.min(TIMEOUT_SECONDS, startSeconds(TIMEOUT_SECONDS));
  const addresses = addressesOf(master);
  if (addresses.length === 0) return;
  const reasons = await Promise.all(addresses.map(({ host, port }) => knock(host, port, limitMs)));
  signal.throwIfAborted();
  if (reasons.includes(undefined)) return;
  throw new DataError(
    "master-unreachable",
    `--master: expected a master that answers, got ${withoutSecrets(master, [])} (${reasons.join("; ")}); start it, or correct the address`,
  );
}

/** Why nothing listens there; undefined where something does. */
function knock(host: string, port: number, limitMs: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: limitMs });
    const end = (reason: string | undefined): void => {
      socket.destroy();
      done(reason);
    };
    socket.on("connect", () => end(undefined));
    socket.on("timeout", () => end(`${host}:${port} did not answer within ${limitMs / 1000} s`));
    socket.on("error", (error) => end(error.message));
  });
}
