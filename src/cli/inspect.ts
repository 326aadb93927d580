import { isAddress } from "../addresses.ts";
import type { Artefact } from "../artefact/artefact.ts";
import { readArtefact } from "../artefact/folder.ts";
import type { HeadManifest } from "../artefact/manifest.ts";
import { SHOWN_USERS, showsUsers } from "../artefact/manifest-files.ts";
import { recommenderOf } from "../load-recommender.ts";
import { evaluationLines } from "./evaluation-lines.ts";
import { itemColumns, itemColumnText } from "./item-columns.ts";
import { say } from "./progress.ts";

/** A head with what it reads: `mlp, hidden 32, 24 features of 200 candidates by implicit-als and slim, trained on what came next`. */
function headText(
  { kind, hidden, features, candidateCount, retrievers = [], question }: HeadManifest,
  model: string,
): string {
  const layers = `${kind}, hidden ${hidden.join(", ") || "none"}`;
  if (!features) return `${layers}, of an earlier format: it is not used, train anew`;
  const names = [model, ...retrievers.map((one) => one.kind)].join(" and ");
  const labels = question === "next" ? "what came next in histories" : "hidden parts of histories";
  return `${layers}, ${features.length} features of ${candidateCount} candidates by ${names}, trained on ${labels}`;
}

/** How many factors an item has, also where they lie among the arrays of the model and not in the tables of the format. */
function factorsText({ factorCount, options: { factors = 0 } }: Artefact["manifest"]["model"]): string {
  return `${factorCount || factors} factors`;
}

/** Where an imported model was made; nothing for one that was trained here. */
function originLines({ origin }: Artefact["manifest"]): string[] {
  if (!origin) return [];
  const made = `${origin.kind}${origin.version ? ` ${origin.version}` : ""}`;
  return [`origin   ${made}${origin.nonNegative ? ", factors without negative values" : ""}`];
}

/** What a column of texts holds, by its content: artefacts do not tell prose and addresses apart. */
function textColumn(texts: readonly string[]): string {
  const given = texts.filter((text) => text !== "");
  if (!given.every((text) => isAddress(text, "image"))) return "prose, kept to be shown";
  return `addresses, ${texts.length - given.length} of ${texts.length} items without one`;
}

/** What training kept of the items beside their attributes. */
function keptLines({ manifest: { columns, data }, texts, together, firstSeen }: Artefact): string[] {
  const { leastUsers = 0 } = data.boughtTogether ?? {};
  return [
    ...(columns.texts ?? []).map((name) => `column   ${name}: ${textColumn(texts?.get(name) ?? [])}`),
    ...(together
      ? [`pairs    ${together.indices.length} of items that at least ${leastUsers} users have together`]
      : []),
    ...(firstSeen ? ["times    when each item was first interacted with"] : []),
  ];
}

/** Checks an artefact and prints what it holds. */
export async function runInspect(folder: string, { json }: { readonly json?: boolean }): Promise<void> {
  const artefact = await readArtefact(folder);
  await recommenderOf(artefact);
  if (showsUsers(artefact)) say(`warning: ${SHOWN_USERS}`);
  const { manifest, weights } = artefact;
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...manifest, itemColumns: itemColumns(artefact.items) })}\n`);
    return;
  }
  const { model, data, head, files, privateFiles = [] } = manifest;
  const options = Object.entries(model.options).map(([name, value]) => `${name}=${value}`);
  const lines = [
    `${manifest.name}, version ${manifest.version} (format ${manifest.formatVersion})`,
    `model    ${model.kind}, ${model.precision}, ${weights ? `${weights.indices.length} weights between items` : factorsText(model)}`,
    `options  ${options.join(" ") || "none"}`,
    `head     ${head ? headText(head, model.kind) : "none"}`,
    `data     ${data.name}${data.note ? ` (${data.note})` : ""}: ${data.users} users, ${data.items} items, ${data.interactions} interactions (${data.feedback})`,
    `         fingerprint ${data.fingerprint}${data.fingerprintKind ? ` (${data.fingerprintKind})` : ""}, seed ${manifest.seed}`,
    ...originLines(manifest),
    ...itemColumns(artefact.items).map(
      (column) => `column   ${column.name}: ${itemColumnText(column, artefact.items.itemIds.size)}`,
    ),
    ...keptLines(artefact),
    ...files.map(({ name, byteLength }) => `file     ${name}, ${byteLength} bytes`),
    ...privateFiles.map(({ name, byteLength }) => `private  ${name}, ${byteLength} bytes`),
    ...evaluationLines(manifest.evaluations),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
