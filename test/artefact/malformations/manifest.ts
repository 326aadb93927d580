import type { EncodedFile } from "../../../src/artefact/encode.ts";
import { MANIFEST_LIMIT_BYTES } from "../../../src/artefact/format.ts";
import { bytes, type Malformation, validFiles, validList, withManifestText } from "../tamper.ts";

const SLIM = { kind: "slim", options: { neighbours: 3 } };
const VALIDATION = { lists: 3, retrieval: { "ndcg@10": 0.25 }, head: { "ndcg@10": 0.5 } };

/** What can be wrong with a manifest. */
export const manifestMalformations: readonly Malformation[] = [
  ["unreadable-file", "no manifest", async () => []],
  ["unreadable-file", "no shard", async () => (await validList()).slice(1)],
  [
    "manifest-too-large",
    "a manifest with a megabyte of spaces",
    () => withManifestText((text) => text + " ".repeat(MANIFEST_LIMIT_BYTES)),
  ],
  ["manifest-not-json", "a manifest cut short", () => withManifestText((text) => text.slice(0, -3))],
  [
    "manifest-not-json",
    "a manifest with a byte that is not UTF-8",
    () => withManifestText((text) => bytes(text).fill(0xff, 40, 41)),
  ],
  ["manifest-not-json", "a manifest behind a byte order mark", () => withManifestText((text) => `\ufeff${text}`)],
  [
    "not-an-artefact",
    "the manifest of a web application",
    () => withManifestText(() => '{"name": "app", "icons": []}'),
  ],
  ["not-an-artefact", "a manifest that is a list", () => withManifestText(() => "[]")],
  ["not-an-artefact", "a manifest that is null", () => withManifestText(() => "null")],
  ["unsupported-format-version", "a format of the future", field(["formatVersion"], 7)],
  ["unsupported-format-version", "a format version that is text", field(["formatVersion"], "1")],
  ["manifest-field", "a name that is a number", field(["name"], 5)],
  ["manifest-field", "a version in capitals", field(["version"], "ABCDEF0123456789")],
  ["manifest-field", "no model", field(["model"], undefined)],
  ["manifest-field", "an option that is a list", field(["model", "options", "factors"], [2])],
  ["manifest-field", "an unknown precision", field(["model", "precision"], "f16")],
  ["manifest-field", "a negative number of factors", field(["model", "factorCount"], -1)],
  ["manifest-field", "half a user", field(["data", "users"], 2.5)],
  ["manifest-field", "a fingerprint that is too short", field(["data", "fingerprint"], "abc")],
  ["manifest-field", "an order of histories before there was any", field(["data", "historyOrder"], "oldest-first")],
  ["manifest-field", "an order of histories that no version has", withOrder("newest-first")],
  ["manifest-field", "an unknown key", field(["data", "surprise"], 1)],
  ["manifest-field", "a metric that is null", field(["evaluations", 0, "metrics", "recall@20"], null)],
  ["manifest-field", "evaluations that are no list", field(["evaluations"], {})],
  ["manifest-field", "figures on a sample before there were any", withSample({}, 2)],
  ["manifest-field", "errors of figures on a sample before there were any", withSample({ sampledFrom: undefined }, 2)],
  ["manifest-field", "a sample of every user", withSample({ sampledFrom: 3 })],
  ["manifest-field", "a sample of half a user more", withSample({ sampledFrom: 3.5 })],
  ["manifest-field", "a sample of users that are null", withSample({ sampledFrom: null })],
  ["manifest-field", "standard errors without a sample", withSample({ sampledFrom: undefined })],
  ["manifest-field", "a sample without standard errors", withSample({ standardErrors: undefined })],
  ["manifest-field", "standard errors that are a number", withSample({ standardErrors: 0.1 })],
  ["manifest-field", "a standard error that is null", withSample({ standardErrors: { "ndcg@10": null } })],
  ["manifest-field", "a standard error below 0", withSample({ standardErrors: { "ndcg@10": -0.1 } })],
  ["manifest-field", "the standard error of another metric", withSample({ standardErrors: { "ndcg@20": 0.1 } })],
  ["manifest-field", "a column named twice", field(["columns", "categories"], ["tags", "tags"])],
  ["manifest-field", "a shard above the limit", field(["files", 0, "byteLength"], 25 * 1024 * 1024)],
  ["manifest-field", "a head that is text", field(["head"], "mlp")],
  ["manifest-field", "a head that reads half a factor", field(["head", "factorCount"], 0.5)],
  ["manifest-field", "features of a head before there were any", withHead({}, 3)],
  ...["features", "retrievers", "question", "validation", "fittedTo"].map(
    (key): Malformation => [
      "manifest-field",
      `${key} of a head, of all keys alone, before there were any`,
      withHeadKey(key),
    ],
  ),
  ["manifest-field", "an origin before there was any", withOrigin({ kind: "dot" }, 5)],
  ["manifest-field", "a kind of fingerprint before there were any", field(["data", "fingerprintKind"], "row-sum")],
  ["manifest-field", "an origin without a kind", withOrigin({ version: "4.3.0" })],
  ["manifest-field", "an origin with an unknown key", withOrigin({ kind: "dot", host: "a" })],
  ["manifest-field", "an origin that is false of negative values", withOrigin({ kind: "dot", nonNegative: false })],
  ["manifest-field", "a kind of fingerprint that no version has", withData({ fingerprintKind: "md5" }, 6)],
  ["manifest-checksum", "an origin that was not there", withOrigin({ kind: "dot" })],
  ["manifest-field", "values of histories before there were any", field(["data", "historyValues"], "given")],
  ["manifest-field", "prose of items before there was any", field(["columns", "texts"], ["plot"])],
  ["manifest-field", "times of items before there were any", field(["data", "firstSeen"], "interactions")],
  ["manifest-field", "pairs of items of no users", withData({ boughtTogether: { atMost: 2, leastUsers: 0 } })],
  ["manifest-field", "values of histories that no version has", withData({ historyValues: "taken" })],
  ["manifest-field", "features of a head that are no list", withHead({ features: "popularity" })],
  ["manifest-field", "a feature of a head that is a number", withHead({ features: ["popularity", 3] })],
  ["manifest-field", "retrievers of a head that are names", withHead({ retrievers: ["slim"] })],
  ["manifest-field", "a retriever of a head without options", withHead({ retrievers: [{ kind: "slim" }] })],
  ["manifest-field", "a retriever of a head with an unknown key", withHead({ retrievers: [{ ...SLIM, factors: 3 }] })],
  [
    "manifest-field",
    "a retriever of a head with an option that is a list",
    withHead({ retrievers: [{ kind: "slim", options: { neighbours: [3] } }] }),
  ],
  ["manifest-field", "a question that no version asks", withHead({ question: "previous" })],
  ["manifest-field", "half a list that chose a head", withHead({ validation: { ...VALIDATION, lists: 0.5 } })],
  [
    "manifest-field",
    "a figure of a head's choice that is null",
    withHead({ validation: { ...VALIDATION, head: { "ndcg@10": null } } }),
  ],
  [
    "manifest-field",
    "a choice of a head without a figure of retrieval",
    withHead({ validation: { lists: 3, head: {} } }),
  ],
  ["manifest-field", "a short hash of a head's retrievers", withHead({ fittedTo: "0123" })],
  ["manifest-field", "an unknown key of a head", withHead({ surprise: 1 })],
  ["manifest-checksum", "a head that names features which were not there", withHead({})],
  ["manifest-field", "private files before there were any", field(["formatVersion"], 1)],
  ["manifest-field", "version 2 without its private files", field(["privateFiles"], undefined)],
  ["manifest-field", "private files that are null", field(["privateFiles"], null)],
  ["manifest-field", "a private file above the limit", field(["privateFiles", 0, "byteLength"], 25 * 1024 * 1024)],
  ["manifest-checksum", "figures on a sample that were not there", withSample({})],
  ["manifest-checksum", "another seed", field(["seed"], 43)],
  ["manifest-checksum", "another version", field(["version"], "0123456789abcdef")],
  ["manifest-checksum", "a space more", () => withManifestText((text) => `${text} `)],
  ["file-name", "a name that leads out of the folder", () => withFileName("../../etc/passwd")],
  [
    "file-name",
    "a name with the hash of other content",
    () => withFileName("model-00001-of-00001-00000000.safetensors"),
  ],
  ["file-name", "no files", withoutShards],
  ["file-name", "a private file that is named like a public one", withPublicName],
  ["file-name", "an empty list of private files", withoutPrivateFiles],
];

/** The manifest with one value replaced at a path, not sealed again. */
function field(path: readonly (string | number)[], value: unknown): () => Promise<EncodedFile[]> {
  return () =>
    withManifestText((text) => {
      const manifest = JSON.parse(text);
      const parent = path.slice(0, -1).reduce((node, key) => node[key], manifest);
      parent[path.at(-1) ?? ""] = value;
      return JSON.stringify(manifest);
    });
}

/** Figures on a sample of users with something of it altered, not sealed again. */
function withSample(change: object, formatVersion = 3): () => Promise<EncodedFile[]> {
  return () =>
    withManifestText((text) => {
      const manifest = JSON.parse(text);
      const sample = { users: 3, metrics: { "ndcg@10": 0.5 }, sampledFrom: 9, standardErrors: { "ndcg@10": 0.1 } };
      Object.assign(manifest.evaluations[0], sample, change);
      return JSON.stringify({ ...manifest, formatVersion });
    });
}

/** The order of histories, not sealed again. */
function withOrder(order: string): () => Promise<EncodedFile[]> {
  return withData({ historyOrder: order });
}

/** What is said of the data with something of it altered, not sealed again. */
function withData(change: object, formatVersion = 4): () => Promise<EncodedFile[]> {
  return () =>
    withManifestText((text) => {
      const manifest = JSON.parse(text);
      return JSON.stringify({ ...manifest, formatVersion, data: { ...manifest.data, ...change } });
    });
}

/** Where the model was made, not sealed again. */
function withOrigin(origin: object, formatVersion = 6): () => Promise<EncodedFile[]> {
  return () => withManifestText((text) => JSON.stringify({ ...JSON.parse(text), formatVersion, origin }));
}

/** A head behind two retrievers with something of it altered, not sealed again. */
function withHead(change: object, formatVersion = 4): () => Promise<EncodedFile[]> {
  return () =>
    withManifestText((text) => {
      const manifest = JSON.parse(text);
      const told = { features: ["popularity"], retrievers: [SLIM], question: "next", validation: VALIDATION };
      const head = { ...manifest.head, ...told, fittedTo: "0123456789abcdef".repeat(4), ...change };
      return JSON.stringify({ ...manifest, formatVersion, head });
    });
}

/** A head with one of the keys of version 4 in version 3, not sealed again. */
function withHeadKey(kept: string): () => Promise<EncodedFile[]> {
  const others = ["features", "retrievers", "question", "validation", "fittedTo"].filter((key) => key !== kept);
  return withHead(Object.fromEntries(others.map((key) => [key, undefined])), 3);
}

interface Names {
  readonly files: { name: string }[];
  readonly privateFiles: { name: string }[];
}

/** sealManifest refuses other names, so the version is computed here once more, from the words of the format. */
async function reseal(change: (manifest: Names) => void): Promise<EncodedFile[]> {
  const { shard, users, manifest } = await validFiles();
  const altered = structuredClone(manifest) as unknown as Names & { version: string };
  change(altered);
  altered.version = "0".repeat(16);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(altered)));
  altered.version = Buffer.from(digest).toString("hex").slice(0, 16);
  return [shard, users, { name: "manifest.json", bytes: bytes(JSON.stringify(altered)) }];
}

function withFileName(name: string): Promise<EncodedFile[]> {
  return reseal(({ files }) => {
    files[0]!.name = name;
  });
}

function withoutShards(): Promise<EncodedFile[]> {
  return reseal(({ files }) => {
    files.length = 0;
  });
}

function withPublicName(): Promise<EncodedFile[]> {
  return reseal(({ privateFiles }) => {
    for (const file of privateFiles) file.name = file.name.replace("users-", "model-");
  });
}

function withoutPrivateFiles(): Promise<EncodedFile[]> {
  return reseal(({ privateFiles }) => {
    privateFiles.length = 0;
  });
}
