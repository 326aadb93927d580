import type { Evaluation, Manifest } from "../src/artefact/manifest.ts";
import { shellText } from "../src/cli/shell-text.ts";

/** What `npm start` was called with, as far as its last words need it. */
export interface Started {
  readonly port: number;
  /** The folder of the artefact. */
  readonly artefact: string;
  /** Folder of files to be served from the root. */
  readonly publicFolder?: string | undefined;
  /** An item to ask for. */
  readonly itemId: string;
  /** Whether the built-in catalogue was trained on. */
  readonly isBuiltIn: boolean;
}

/** What is said when the service answers: where it is, what was trained and how good it is, and what to try next. */
export function welcome(manifest: Manifest, { port, artefact, publicFolder, itemId, isBuiltIn }: Started): string {
  const address = `http://127.0.0.1:${port}`;
  const body = JSON.stringify({ history: [itemId], k: 5 });
  const files = publicFolder === undefined ? "" : ` --public ${shellText(publicFolder)}`;
  const next = [
    `curl -X POST ${address}/v1/recommendations -H 'content-type: application/json' -d ${shellText(body)}`,
    ...(isBuiltIn ? ["npm start -- your-ratings.csv --items your-items.csv"] : []),
    `npx nearedge inspect ${shellText(artefact)}`,
    `npx nearedge deploy ${shellText(artefact)}${files} --dry-run`,
  ];
  return [
    "",
    `NearEdge runs at ${address}/   (Ctrl-C ends)`,
    "",
    `  page      ${address}/`,
    `  service   ${address}/docs`,
    `  trained   ${trainedWords(manifest)}`,
    ...qualityWords(manifest.evaluations).map((words) => `  quality   ${words}`),
    ...next.map((command, index) => `  ${index === 0 ? "try next" : "        "}  ${command}`),
    "",
  ].join("\n");
}

function trainedWords({ model, head, data }: Manifest): string {
  const note = data.note === "" ? "" : ` (${data.note})`;
  const kind = head === null ? model.kind : `${model.kind} with a re-ranking head`;
  return `${kind} on ${data.name}${note}: ${count(data.users)} users, ${count(data.items)} items, ${count(data.interactions)} interactions`;
}

/** The last subject's nDCG@10, or its RMSE, beside what costs nothing; nothing where it was not measured beside that. */
function qualityWords(evaluations: readonly Evaluation[]): string[] {
  const free = evaluations.find(({ subject }) => subject === "popularity");
  const own = evaluations.findLast(({ subject, protocol }) => subject !== "popularity" && protocol === free?.protocol);
  const [mine, popular] = [own?.metrics["ndcg@10"], free?.metrics["ndcg@10"]];
  if (own === undefined || mine === undefined || popular === undefined || popular <= 0) return [];
  const ratio = mine / popular;
  const warning = ratio < 1 ? "; no better than showing what is popular" : "";
  return [
    `nDCG@10 ${mine.toFixed(3)}, ${ratio.toFixed(1)} times that of popularity (${own.part}, ${own.protocol}, ${count(own.users)} users)${warning}`,
  ];
}

const count = (value: number): string => value.toLocaleString("en-GB");
