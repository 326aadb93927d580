import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";

/** A setting of Spark: its name and value. */
export type Setting = readonly [name: string, value: string];

/** Values of settings with such names are said by nobody; `.key` is that of an encryption, of an account, of an access. */
const SECRET =
  /secret|pass(?:word|wd|phrase)|token|credential|(?:access|account|api)[._-]?key|[._-]key$|\bsas\b|private/i;
/** Options of Java among them: `-Djavax.net.ssl.keyStorePassword=…`. */
const SECRET_WITHIN = /(?:secret|pass(?:word|wd|phrase)|token|credential)[\w.-]*=(?<word>[^\s"']+)/gi;
const HIDDEN = "…";

/**
 * `spark.executor.memory=8g`. Throws OptionsError `bad-assignment` for anything else, without its value: Spark drops names without
 * `spark.` and goes on, and white space at the ends of a value that it reads in a file. `where` is what the message begins with.
 */
export function parseSettings(texts: readonly string[], where = "--spark-conf"): Setting[] {
  return texts.map((text) => {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(at, 0)).trim();
    const value = text.slice(at + 1);
    const expected = `${where}: expected NAME=VALUE with a name of Spark, as in spark.executor.memory=8g`;
    if (/^spark\.[\w.-]+$/.test(name)) {
      if (!/^[\0- ]|[\0- ]$/.test(value)) return [name, value];
      const ends = "a value without white space at its ends, which Spark would take away";
      throw new OptionsError("bad-assignment", `${where}: ${name}: expected ${ends}; leave it out`);
    }
    // Names have a dot. What has none may be a secret, which ends in "=" where it is base64.
    const isName = /^[\w-]+(?:\.[\w-]+)+$/.test(name);
    throw new OptionsError(
      "bad-assignment",
      isName ? `${expected}; got ${name}=…, which Spark would ignore; write spark.${name}=…` : expected,
    );
  });
}

/** Settings for a shell that somebody reads: secrets are dots. */
export function shownSettings(settings: readonly Setting[]): Setting[] {
  return settings.map(([name, value]) => [name, isSecret(name) ? HIDDEN : withoutSecrets(value, [[name, value]])]);
}

/** A text without the values of secret settings and without users and passwords of addresses. */
export function withoutSecrets(text: string, settings: readonly Setting[]): string {
  const hidden = secretsOf(settings).reduce((so, value) => so.replaceAll(value, HIDDEN), text);
  return withoutUser(hidden);
}

/** Values of secret settings, and words within others: the longest first, as one may begin like another. */
function secretsOf(settings: readonly Setting[]): string[] {
  const values = settings.flatMap(([name, value]) => (isSecret(name) ? [value] : wordsWithin(value)));
  return values.filter((value) => value !== "").sort((a, b) => b.length - a.length);
}

function wordsWithin(value: string): string[] {
  return [...value.matchAll(SECRET_WITHIN)].map(({ groups }) => groups?.word ?? "");
}

function isSecret(name: string): boolean {
  return SECRET.test(name);
}

/** `https://me:word@host` as `https://…@host`. */
function withoutUser(text: string): string {
  return text.replaceAll(/:\/\/[^\s/@]+@/g, `://${HIDDEN}@`);
}

/** Whether a master is this machine: then it needs neither a network nor a folder that others reach. */
export function isLocalMaster(master: string): boolean {
  return /^local(?:$|\[|-cluster\[)/.test(master);
}

/** Throws OptionsError `bad-master` for what no Spark takes for a master, and would say so after it has started. */
export function checkMasterName(master: string): void {
  if (isLocalMaster(master) || /^(?:spark|k8s):\/\/.|^yarn$/.test(master)) return;
  const expected = "expected yarn, or an address as in local[*], spark://host:7077 or k8s://https://host:6443";
  throw new OptionsError("bad-master", `--master: ${expected}, got ${show(withoutUser(master))}`);
}

/**
 * The settings of a run beside those that were given, which win. On this machine driver and executors meet on the loopback address,
 * and nothing listens for browsers.
 */
export function ownSettings(master: string, given: readonly Setting[]): Setting[] {
  const own: Setting[] = isLocalMaster(master)
    ? [
        ["spark.driver.host", "127.0.0.1"],
        ["spark.driver.bindAddress", "127.0.0.1"],
        ["spark.ui.enabled", "false"],
      ]
    : [];
  const names = new Set(given.map(([name]) => name));
  return own.filter(([name]) => !names.has(name));
}
