import { ArtefactError } from "../../src/errors.ts";

/** How much of the artefact has arrived. */
export interface LoadProgress {
  readonly loadedBytes: number;
  /** undefined until the manifest has been read. */
  readonly totalBytes: number | undefined;
}

const MANIFEST_FILE = "manifest.json";

/**
 * Returns a function that reads the artefact's files below `folder` over HTTP and reports every piece that arrives.
 * Rejects with ArtefactError: `artefact-unreachable` without an answer, `artefact-missing` for an answer that is not 200.
 */
export function createArtefactSource(
  folder: string,
  fetch: (address: string) => Promise<Response>,
  onProgress: (progress: LoadProgress) => void,
): (name: string) => Promise<Uint8Array<ArrayBuffer>> {
  let loadedBytes = 0;
  let totalBytes: number | undefined;
  return async (name) => {
    const address = `${folder}${encodeURIComponent(name)}`;
    const response = await request(fetch, address);
    const bytes = await readAll(response, address, (byteLength) => {
      loadedBytes += byteLength;
      onProgress({ loadedBytes, totalBytes });
    });
    if (name === MANIFEST_FILE) {
      totalBytes = bytes.byteLength + declaredBytes(bytes);
      onProgress({ loadedBytes, totalBytes });
    }
    return bytes;
  };
}

async function request(fetch: (address: string) => Promise<Response>, address: string): Promise<Response> {
  const response = await fetch(address).catch((cause: unknown) => {
    throw unreachable(address, cause);
  });
  if (response.ok) return response;
  throw new ArtefactError(
    "artefact-missing",
    `${address}: expected a file of the artefact, got HTTP status ${response.status}; publish an artefact beside the page`,
  );
}

async function readAll(
  response: Response,
  address: string,
  onBytes: (byteLength: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: BlobPart[] = [];
  const reader = response.body?.getReader();
  try {
    for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
      pieces.push(piece.value);
      onBytes(piece.value.byteLength);
    }
  } catch (cause) {
    throw unreachable(address, cause);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

function unreachable(address: string, cause: unknown): ArtefactError {
  return new ArtefactError("artefact-unreachable", `${address}: the file did not arrive; check the connection`, {
    cause,
  });
}

/** Sum of the shards' sizes, for the progress bar alone: a malformed manifest counts 0 here and is refused on decoding. */
function declaredBytes(manifest: Uint8Array): number {
  try {
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: { byteLength: number }[] };
    return files.reduce((sum, file) => sum + file.byteLength, 0);
  } catch {
    return 0;
  }
}
