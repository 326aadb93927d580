import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { readSources, type Sources } from "./sources.ts";

/** Everything that users of the package can import, by entry; `type` before what exists for the compiler alone. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  "src/index.ts": [
    ...["ArtefactError", "DEFAULT_K", "DataError", "KernelError", "MAXIMUM_EXCLUDE", "MAXIMUM_HISTORY", "MAXIMUM_K"],
    "MAXIMUM_PREDICTIONS",
    "MAXIMUM_RANKED",
    ...["NearEdgeError", "OptionsError", "RequestError", "TrainingError", "createRecommender", "decodeArtefact"],
    ...["type Artefact", "type BulkRecommender", "type ColumnConditions", "type CommonRequest"],
    ...[
      "type Evaluation",
      "type Fallback",
      "type FieldValue",
      "type Filter",
      "type FilterClause",
      "type FilterCondition",
      "type FilterGroup",
      "type Head",
    ],
    ...[
      "type DecodeOptions",
      "type HeadInput",
      "type HeadManifest",
      "type ItemCatalogue",
      "type ItemDetails",
      "type LatestRequest",
      "type Manifest",
      "type PopularRequest",
    ],
    ...["type HistoryEntry", "type PredictRequest", "type PredictResponse", "type Prediction", "type RankRequest"],
    ...["type ReadFile", "type RecommendRequest", "type RecommendResponse", "type RecommendedItem"],
    ...[
      "type Recommender",
      "type SimilarRequest",
      "type SimilarUser",
      "type SimilarUsersRequest",
      "type SimilarUsersResponse",
      "type WorkCounters",
    ],
    ...["type Example", "type Reason", "type Strategy"],
  ],
  "src/node.ts": [
    ...["kernelModule", "loadRecommender", "privateFiles", "publicFiles", "readArtefact", "writeArtefact"],
    ...["type EncodedFile", "type LoadOptions"],
  ],
  "src/head.ts": ["startHead"],
  "src/node-training.ts": [
    ...["IMPLICIT_ALS_DEFAULTS", "compareModels", "countInteractions", "createPopularityModel", "createReport"],
    ...["datasetFrom", "datasetSize", "encodeArtefact", "evaluateFolds", "evaluateModel"],
    ...["evaluateRatings", "filterDataset", "formatReportTable", "givenFold", "implicitAlsOptions", "interactionsFrom"],
    ...["kernelModule", "loadRecommender", "openDataset", "openGivenFolds", "openGivenSplit", "parseProtocol"],
    ...["parseTransform", "profileDataset", "readArtefact", "split", "splitForValidation"],
    ...["threadedKernelModule", "toCsr", "toOrderedCsr", "trainImplicitAls", "transformInteractions"],
    ...["writeArtefact"],
    ...["MODEL_NAMES", "PACKED_MODEL_NAMES", "createCandidate", "privateFiles", "publicFiles", "trainArtefact"],
    ...["type ArtefactRequest", "type FitOptions", "type ModelOptions", "type TrainedArtefact"],
    ...["type AlsFactors", "type ArtefactContent", "type Candidate", "type CandidateEvaluation", "type CategoryColumn"],
    ...["type CompareOptions", "type CountLimits", "type Csr", "type DataProfile", "type Dataset", "type EncodedFile"],
    ...[
      "type DatasetDetails",
      "type ItemRecord",
      "type EventRows",
      "type EventWeights",
      "type FilterPasses",
      "type GivenColumns",
      "type TableReading",
    ],
    ...["type EpochReport", "type EvaluateFoldsOptions", "type EvaluateOptions", "type EvaluationReport"],
    ...["type EvaluationResult", "type Feedback", "type Fold", "type GivenFolds", "type GivenSplit"],
    ...["type ImplicitAlsOptions", "type Interaction", "type Interactions", "type ItemTable"],
    ...["type ManifestDraft", "type ModelComparison", "type OpenOptions", "type Predicts", "type Protocol"],
    ...["type RankingModel", "type RatingModel", "type RatingQueries", "type ReadReport", "type Recommends"],
    ...["type StepReport"],
    ...["type Thresholds", "type TrainingContext", "type Transform"],
    ...["type Vocabulary"],
  ],
  "src/browser.ts": [
    ...[
      "datasetFrom",
      "loadCatalogue",
      "loadInStages",
      "loadRecommender",
      "openLists",
      "recommenderFrom",
      "trainArtefact",
      "type Lists",
      "type Dataset",
      "type DatasetDetails",
      "type EncodedFile",
      "type EpochReport",
      "type Feedback",
      "type Interaction",
      "type ItemRecord",
      "type LoadOptions",
      "type LoadProgress",
      "type BinaryOptions",
      "type ModuleSource",
      "type PageFitOptions",
      "type PageRequest",
      "type StagedRecommender",
      "type StepReport",
      "type TrainedArtefact",
    ],
  ],
  "src/element.ts": [
    ...["NearEdgeElement", "defineNearEdge"],
    ...[
      "type ElementProblem",
      "type ListAnswer",
      "type NearEdgeEvents",
      "type SaidOfItem",
      "type ShownItem",
      "type Taste",
    ],
  ],
  "src/worker.ts": [
    ...["createApp", "loadRecommender", "parseOrigins", "readConfiguration", "recommendersByName", "shared"],
    ...["createCursors", "type Cursors", "type Place"],
    ...[
      "type AllowedOrigins",
      "type App",
      "type AppPorts",
      "type Assets",
      "type Assignment",
      "type Events",
      "type Experiments",
    ],
    ...[
      "type Histories",
      "type HistoryEvent",
      "type Recommenders",
      "type ServiceEvent",
      "type Configuration",
      "type Scenario",
      "type Scenarios",
    ],
  ],
  "src/client.ts": [
    ...["createClient", "pages", "AnswerError", "NetworkError", "ProblemError", "TimeoutError"],
    ...["type CallOptions", "type Client", "type ClientOptions", "type Problem", "type ProblemKind"],
    ...["type Batch", "type Item", "type Live", "type Model", "type Predictions", "type Ready"],
    ...["type Recommendations", "type SimilarUsers", "type RecommendedItem", "type Prediction"],
    ...["type BatchRequest", "type PredictionRequest", "type RankRequest", "type RecommendationRequest"],
    ...["type BoughtTogetherQuery", "type LatestQuery", "type PopularQuery", "type RecommendForUserQuery"],
    ...["type SimilarQuery", "type SimilarUsersQuery", "type HistoryEntry", "type Example"],
    ...["type ColumnConditions", "type Filter", "type FilterClause", "type FilterGroup"],
  ],
};

interface Exported {
  readonly name: string;
  /** What that file calls it. */
  readonly original: string;
  readonly isType: boolean;
  /** The file that declares it, or hands it on. */
  readonly file: string;
}

const FORWARDED = /^export\s+(type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/gm;
const DECLARED =
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\*?|class|const|let|interface|type|enum)\s+(\w+)/gm;

/** What a file exports, by name; `*` for what is handed on unnamed. */
function exportsOf(file: string, source: string): Exported[] {
  const found: Exported[] = [];
  for (const [, type, names = "", specifier = ""] of source.matchAll(FORWARDED)) {
    for (const entry of names.split(",").map((name) => name.trim())) {
      if (entry === "") continue;
      const [original = "", name = original] = entry.replace(/^type\s+/, "").split(/\s+as\s+/);
      const from = posix.join(posix.dirname(file), specifier);
      found.push({ name, original, isType: type !== undefined || entry.startsWith("type "), file: from });
    }
  }
  for (const [, keyword, name = ""] of source.matchAll(DECLARED)) {
    found.push({ name, original: name, isType: keyword === "interface" || keyword === "type", file });
  }
  if (/^export\s+\*/m.test(source)) found.push({ name: "*", original: "*", isType: false, file });
  if (/^export\s+default\b/m.test(source)) found.push({ name: "default", original: "default", isType: false, file });
  return found;
}

/** The docstring right above the declaration of a name, followed through files that hand it on. */
function docstringOf(sources: Sources, file: string, name: string): string | undefined {
  const source = sources.get(file) ?? "";
  const own = exportsOf(file, source).find((one) => one.name === name);
  if (own === undefined) return undefined;
  if (own.file !== file) return docstringOf(sources, own.file, own.original);
  const declaration = [...source.matchAll(DECLARED)].find((match) => match[2] === name);
  return /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(source.slice(0, declaration?.index))?.[1]?.trim();
}

const sources = readSources("src", "worker");
const listOf = (exported: readonly Exported[]) => exported.map(({ name, isType }) => (isType ? `type ${name}` : name));
const sorted = (list: readonly string[]) => list.toSorted();

describe.each(Object.keys(ENTRIES))("the entry %s", (entry) => {
  const exported = exportsOf(entry, sources.get(entry) ?? "");

  it("exports the names of the list, and no others", () => {
    expect(sorted(listOf(exported))).toEqual(sorted(ENTRIES[entry] ?? []));
  });

  it.each(exported.map(({ name }) => name))("says what %s is, in a docstring", (name) => {
    // A sentence of some length: not an empty comment, not the name again.
    expect(docstringOf(sources, entry, name)?.length ?? 0).toBeGreaterThan(20);
  });
});

describe("at run time", () => {
  const valuesOf = (entry: string) => sorted((ENTRIES[entry] ?? []).filter((name) => !name.startsWith("type ")));

  it("the entry for every runtime has the values of the list", async () => {
    expect(sorted(Object.keys(await import("../src/index.ts")))).toEqual(valuesOf("src/index.ts"));
  });

  it("the entry for Node has the values of the list", async () => {
    expect(sorted(Object.keys(await import("../src/node.ts")))).toEqual(valuesOf("src/node.ts"));
  });

  it("the entry of the command line's package has the values of the list", async () => {
    expect(sorted(Object.keys(await import("../src/node-training.ts")))).toEqual(valuesOf("src/node-training.ts"));
  });

  it("the entry for browsers has the values of the list", async () => {
    expect(sorted(Object.keys(await import("../src/browser.ts")))).toEqual(valuesOf("src/browser.ts"));
  });

  it("the entry with the element, which a server may import, has the values of the list", async () => {
    const element = await import("../src/element.ts");
    expect(sorted(Object.keys(element))).toEqual(valuesOf("src/element.ts"));
    expect(() => element.defineNearEdge("other-name")).not.toThrow();
  });
});

describe("the entry for clients", () => {
  it("has the values of the list", async () => {
    const values = (ENTRIES["src/client.ts"] ?? []).filter((name) => !name.startsWith("type "));
    expect(sorted(Object.keys(await import("../src/client.ts")))).toEqual(sorted(values));
  });
});

describe("the reader of exports", () => {
  it("sees what is declared, handed on, renamed, unnamed and default", () => {
    const source = [
      'export { a, type B, c as d } from "./other.ts";',
      'export type { E } from "../e.ts";',
      "export async function f() {}",
      "export const g = 1;",
      "export interface H {}",
      "export abstract class I {}",
      'export * from "./all.ts";',
      "export default 1;",
    ].join("\n");
    expect(listOf(exportsOf("src/x/entry.ts", source))).toEqual([
      ...["a", "type B", "d", "type E", "f", "g", "type H", "I", "*", "default"],
    ]);
    expect(exportsOf("src/x/entry.ts", source).map(({ file }) => file)).toContain("src/e.ts");
  });

  it("finds the docstring of a name and of no other", () => {
    const tree = new Map([
      ["a.ts", 'export { one, two } from "./b.ts";\nexport { three, one as first } from "./b.ts";'],
      [
        "b.ts",
        "/** The first. */\nexport const one = 1;\nexport const two = 2;\n/* Not one. */\nexport const three = 3;",
      ],
    ]);
    expect(docstringOf(tree, "a.ts", "one")).toBe("The first.");
    expect(docstringOf(tree, "a.ts", "first")).toBe("The first.");
    expect(docstringOf(tree, "a.ts", "two")).toBeUndefined();
    expect(docstringOf(tree, "a.ts", "three")).toBeUndefined();
    expect(docstringOf(tree, "a.ts", "four")).toBeUndefined();
  });
});
