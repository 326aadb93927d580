import { OptionsError } from "../errors.ts";

/** A setting of Spark: its name and value. */
export type Setting = readonly [name: string, value: string];

/** Values of settings with such names are said by nobody; `.key` is that of an encryption, of an account, of an access. */
const SECRET =
  /secret|pass(?:word|wd|phrase)|token|credential|(?:access|account|api)[._-]?key|[._-]key$|\bsas\b|private/i;
/** Options of Java among them: `-Djavax.net.ssl.keyStorePassword=…`. */
const SECRET_WITHIN = /(?:secret|pass(?:word|wd|phrase)|token|credential)[\w.-]*=(?<word>[^\s"']+)/gi;
const HIDDEN = "…";

/** `spark.executor.memory=8g`. Throws OptionsError `bad-assignment` for anything else, without its value. */
export function parseSettings(texts: readonly string[]): Setting[] {
  return texts.map((text) => {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(at, 0)).trim();
    if (/^[\w.-]+$/.test(name)) return [name, text.slice(at + 1)];
    throw new OptionsError("bad-assignment", "--spark-conf: expected NAME=VALUE, as in spark.executor.memory=8g");
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

/**
 * The settings of a run, those that were given last: they win. On this machine driver and executors meet on the loopback address,
 * and nothing listens for browsers.
 */
export function settingsFor(master: string, given: readonly Setting[]): Setting[] {
  const own: Setting[] = isLocalMaster(master)
    ? [
        ["spark.driver.host", "127.0.0.1"],
        ["spark.driver.bindAddress", "127.0.0.1"],
        ["spark.ui.enabled", "false"],
      ]
    : [];
  const names = new Set(given.map(([name]) => name));
  return [...own.filter(([name]) => !names.has(name)), ...given];
}
