/** What a deployment weighs, beside what the platform allows. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { assetHeaders } from "../../worker/asset-headers.ts";
import { leftOutWords, type PublicFigures, publicFigures, publicWords } from "./public-folder.ts";
import { filesIn, type SiteParts } from "./site-parts.ts";
import { MIB, sizeText } from "./size-text.ts";
import { isPublic } from "./staged-artefact.ts";

/** A file by its path below `public/`. */
export interface SiteFile {
  readonly name: string;
  readonly bytes: number;
}

/** A figure and what it may be at most. */
export interface Measured {
  readonly value: number;
  readonly limit: number;
}

export interface SiteFigures {
  /** Files that anybody can fetch, files for the worker alone, and files of the artefact that stay behind. */
  readonly public: readonly SiteFile[];
  readonly private: readonly SiteFile[];
  readonly leftOut: readonly SiteFile[];
  /** The deployer's own files, which `public` lists too; absent without any. */
  readonly publicFolder?: PublicFigures;
  readonly limits: {
    /** Bytes of the worker's modules, compressed. */
    readonly bundleBytes: Measured;
    readonly fileBytes: Measured;
    readonly files: Measured;
    /** An estimate of what an isolate holds, in bytes. */
    readonly memoryBytes: Measured;
  };
  readonly artefactBytes: number;
}

/** Of the free plan, whose limits are the lower ones. */
export const LIMITS = { bundleBytes: 3 * MIB, fileBytes: 25 * MIB, files: 20_000, memoryBytes: 128 * MIB } as const;

/** The isolate with the worker's code, before it has loaded anything. */
const ISOLATE_BYTES = 10e6;
/** An id and a title with their places in an index; measured in Node at 100,000 and 500,000 items. */
const BYTES_AN_ID = 120;

/**
 * Bytes that an isolate holds when an artefact is loaded:
 *
 *   isolate + shards (arrays are views of them) + memory of the kernels + 120 · (items + users)
 *
 * Loading the next version needs room for both at once where an isolate lives on, which a deployment does not ask of it.
 */
export function memoryEstimate(given: {
  readonly shardBytes: number;
  readonly kernelBytes: number;
  readonly ids: number;
}): number {
  return ISOLATE_BYTES + given.shardBytes + given.kernelBytes + BYTES_AN_ID * given.ids;
}

export async function siteFigures({ artefact, bundle, modules, page, own: folder }: SiteParts): Promise<SiteFigures> {
  const own = artefact.files.map((file) => ({ name: `artefact/${file.name}`, bytes: file.bytes.length, file }));
  const ofPage = page === undefined ? [] : await filesIn(page);
  const beside = await Promise.all(
    ofPage.map(async (name) => ({ name, bytes: (await stat(join(page ?? "", name))).size })),
  );
  const given = (folder?.files ?? []).map(({ path, bytes }) => ({ name: path, bytes }));
  const headers = { name: "_headers", bytes: Buffer.byteLength(assetHeaders(given.map(({ name }) => name))) };
  const packed = await Promise.all(modules.map(async (name) => gzipSync(await readFile(join(bundle, name))).length));
  const artefactBytes = total(own);
  const plain = ({ name, bytes }: SiteFile): SiteFile => ({ name, bytes });
  const files = [headers, ...beside, ...given, ...own];
  return {
    public: [...beside, ...given, ...own.filter(({ file }) => isPublic(file)).map(plain)],
    private: own.filter(({ file }) => !isPublic(file)).map(plain),
    leftOut: artefact.leftOut.map(({ name, byteLength }) => ({ name: `artefact/${name}`, bytes: byteLength })),
    ...(folder === undefined ? {} : { publicFolder: publicFigures(folder) }),
    artefactBytes,
    limits: {
      bundleBytes: { value: packed.reduce((sum, bytes) => sum + bytes, 0), limit: LIMITS.bundleBytes },
      fileBytes: { value: Math.max(...files.map(({ bytes }) => bytes)), limit: LIMITS.fileBytes },
      files: { value: files.length, limit: LIMITS.files },
      memoryBytes: {
        value: memoryEstimate({
          shardBytes: artefactBytes,
          kernelBytes: artefact.kernelBytes,
          ids: artefact.manifest.data.items + artefact.userCount,
        }),
        limit: LIMITS.memoryBytes,
      },
    },
  };
}

const WAYS_OUT: Readonly<Record<keyof SiteFigures["limits"], readonly [what: string, wayOut: string]>> = {
  bundleBytes: ["the compressed worker", "the package is damaged: install it again"],
  fileBytes: ["the largest file", "leave it out of the page"],
  files: [
    "the number of files",
    "name a smaller --public folder; the paid plan takes 100000, and --force deploys there",
  ],
  memoryBytes: [
    "the memory of an isolate (an estimate)",
    "train with --set precision=int8, fewer factors or a smaller --set keep, leave users out, or take --force to try it all the same",
  ],
};

/** What exceeds a limit, one sentence each. */
export function excesses({ limits }: Pick<SiteFigures, "limits">): string[] {
  return (Object.keys(WAYS_OUT) as (keyof typeof WAYS_OUT)[]).flatMap((key) => {
    const { value, limit } = limits[key];
    const [what, wayOut] = WAYS_OUT[key];
    const show = (figure: number): string => (key === "files" ? String(figure) : sizeText(figure));
    return value <= limit ? [] : [`${what}: expected at most ${show(limit)}, got ${show(value)}; ${wayOut}`];
  });
}

/** Lines for people: the page's files in one, those of the artefact by name. */
export function figureLines(figures: SiteFigures): string[] {
  const { bundleBytes, fileBytes, files, memoryBytes } = figures.limits;
  const of = (measured: Measured): string => `${sizeText(measured.value)} of ${sizeText(measured.limit)}`;
  const list = (kind: string, names: readonly SiteFile[]): string[] =>
    names.length === 0 ? [`${kind}  nothing`] : names.map(({ name, bytes }) => `${kind}  ${name}, ${sizeText(bytes)}`);
  const { publicFolder: own } = figures;
  const ofArtefact = figures.public.filter(({ name }) => name.startsWith("artefact/"));
  const pageFiles = figures.public.length - ofArtefact.length - (own?.files ?? 0);
  const pageBytes = total(figures.public) - total(ofArtefact) - (own?.bytes ?? 0);
  const page = { name: `the page (${pageFiles} files)`, bytes: pageBytes };
  const notServed = own === undefined ? "" : leftOutWords(own.leftOut);
  return [
    ...list("public  ", [...(pageFiles > 0 ? [page] : []), ...ofArtefact]),
    ...(own === undefined ? [] : [`public    ${publicWords(own)}`]),
    ...list("private ", figures.private),
    ...list("left out", figures.leftOut),
    ...(own === undefined || notServed === "" ? [] : [`left out  of ${own.folder}: ${notServed}`]),
    `worker    ${of(bundleBytes)}, compressed`,
    `artefact  ${sizeText(figures.artefactBytes)}`,
    `files     ${files.value} of ${files.limit}; the largest ${of(fileBytes)}`,
    `memory    about ${of(memoryBytes)} an isolate`,
  ];
}

const total = (files: readonly SiteFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
