import { setImmediate } from "node:timers/promises";
import type { Artefact } from "../artefact/artefact.ts";
import { readArtefact } from "../artefact/folder.ts";
import { createListWriter, type ListedItem, type ListWriter } from "../data/list-writer.ts";
import { OptionsError } from "../errors.ts";
import { recommenderOf } from "../load-recommender.ts";
import type { CommonRequest, Fallback, RecommendResponse } from "../serving/types.ts";
import { FALLBACK_REASONS, parseFilter } from "./answer.ts";
import { idList } from "./arguments.ts";
import { checkOutFile, fillOutFile } from "./out-file.ts";
import { createProgress, say } from "./progress.ts";
import { tableFormatOf } from "./table-format.ts";

/** What `recommend` is given for lists of many users, beside the folder of the artefact. */
export interface BulkArguments {
  readonly users?: string;
  readonly out?: string;
  readonly exclude?: string;
  readonly k: number;
  readonly filter?: string;
  readonly boost?: string;
  readonly now?: number;
  readonly rerank: boolean;
  readonly json?: boolean;
}

/** Users that are asked about together. */
const BATCH_USERS = 256;

/** Shown of what may be a long list. */
const EXAMPLES = 5;

/** Writes the lists of all users of an artefact, or of those named, in their order; each is what `--user` would answer. */
export async function recommendToUsers(folder: string, given: BulkArguments, signal: AbortSignal): Promise<void> {
  const { out } = given;
  if (out === undefined) {
    throw new OptionsError("no-out-file", "--users: expected --out FILE beside it, where the lists are to be written");
  }
  const format = tableFormatOf(out);
  const filter = parseFilter(given.filter);
  const exclude = given.exclude === undefined ? undefined : idList(given.exclude);
  await checkOutFile(out, []);
  const artefact = await readArtefact(folder);
  const users = wantedUsers(artefact, given.users ?? "all");
  const recommender = await recommenderOf(artefact);
  const common: CommonRequest = {
    k: given.k,
    filter,
    exclude,
    rerank: given.rerank,
    boost: given.boost,
    now: given.now,
  };
  const writer = await createListWriter(format, { owner: "user", item: "item" }, signal);
  const progress = createProgress();
  const fallbacks = new Map<Fallback, FallbackUsers>();
  const unknownItemIds = new Set<string>();
  let empty = 0;
  const startedMs = performance.now();
  try {
    for (let start = 0; start < users.length; start += BATCH_USERS) {
      // Lets a Ctrl-C in.
      await setImmediate();
      signal.throwIfAborted();
      const people = users.slice(start, start + BATCH_USERS);
      const answers = recommender.recommendMany(
        people.map((userId) => ({ userId })),
        common,
      );
      for (const [place, userId] of people.entries()) {
        const answer = answers[place];
        if (answer === undefined) continue;
        addTo(writer, userId, answer);
        if (answer.items.length === 0) empty++;
        if (answer.fallback) note(fallbacks, answer.fallback, userId);
        for (const id of answer.unknownItemIds) unknownItemIds.add(id);
      }
      progress.update("users", start + people.length, users.length, "");
    }
    progress.stop();
    const seconds = (performance.now() - startedMs) / 1000;
    let rows = 0;
    await fillOutFile(out, async (aside) => {
      rows = await writer.writeTo(aside);
    });
    report({ artefact, given, out, users: users.length, rows, empty, seconds, fallbacks, unknownItemIds });
  } finally {
    progress.stop();
    writer.close();
  }
}

/** How many users had this reason, and the first of them. */
function note(fallbacks: Map<Fallback, FallbackUsers>, reason: Fallback, userId: string): void {
  const { count, examples } = fallbacks.get(reason) ?? { count: 0, examples: [] };
  fallbacks.set(reason, { count: count + 1, examples: count < EXAMPLES ? [...examples, userId] : examples });
}

function addTo(writer: ListWriter, owner: string, { items }: RecommendResponse): void {
  writer.add(
    items.map((entry, place): ListedItem => {
      const { itemId: item, score, title, source } = entry;
      return { owner, item, rank: place + 1, score, title, source };
    }),
  );
}

/** Each user once. Throws OptionsError `no-users` where the artefact has none, or none is named. */
function wantedUsers({ manifest, users }: Artefact, text: string): readonly string[] {
  if (users === undefined) {
    throw new OptionsError(
      "no-users",
      `--users: expected an artefact that knows its users, but ${manifest.name} was packed without them; ` +
        "train it without --no-users (import it with --users), or give histories one by one with --history",
    );
  }
  if (text.trim() === "all") return users.userIds.ids;
  const ids = [...new Set(idList(text))];
  if (ids.length > 0) return ids;
  throw new OptionsError("no-users", `--users: expected all, or ids separated by commas; got ${JSON.stringify(text)}`);
}

interface FallbackUsers {
  readonly count: number;
  readonly examples: readonly string[];
}

interface Finished {
  readonly artefact: Artefact;
  readonly given: BulkArguments;
  readonly out: string;
  readonly users: number;
  readonly rows: number;
  readonly empty: number;
  readonly seconds: number;
  readonly fallbacks: ReadonlyMap<Fallback, FallbackUsers>;
  readonly unknownItemIds: ReadonlySet<string>;
}

function report({ artefact, given, out, users, rows, empty, seconds, fallbacks, unknownItemIds }: Finished): void {
  const { name, version, data } = artefact.manifest;
  say(`${name} ${version}${data.note === "" ? "" : ` (${data.note})`}`);
  for (const [reason, { count, examples }] of fallbacks) {
    const who = `${examples.join(", ")}${count > examples.length ? ", …" : ""}`;
    say(`${count} users got popular items (${FALLBACK_REASONS[reason]}): ${who}`);
  }
  if (empty > 0) say(`${empty} users got no item: all are in their history, excluded or filtered out`);
  if (unknownItemIds.size > 0) say(`unknown items: ${[...unknownItemIds].join(", ")}`);
  const pace = `${Math.round(users / Math.max(seconds, 1e-3)).toLocaleString("en-GB")} users a second`;
  say(`${out}: ${rows} rows, lists of ${users} users, ${pace}`);
  if (!given.json) return;
  const counts = Object.fromEntries([...fallbacks].map(([reason, { count }]) => [reason, count]));
  const model = { name, version };
  const note = data.note === "" ? {} : { note: data.note };
  const answer = { model, out, users, rows, fallbacks: counts, unknownItemIds: [...unknownItemIds], ...note };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
