import { OptionsError } from "../errors.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import { list } from "./arguments.ts";
import type { HeadArguments } from "./options/head.ts";

/** What a command line asks of re-rankers. Throws OptionsError `option-twice`, `bad-combination`. */
export function headRequest({ head, rerank, retrievers, itemTimes }: HeadArguments): HeadRequest {
  if (head !== undefined && rerank !== undefined && head !== rerank) {
    throw new OptionsError("option-twice", `--rerank: expected it without --head, which says ${head}; got ${rerank}`);
  }
  const kind = head ?? rerank;
  if (kind === "none" && (retrievers !== undefined || itemTimes)) {
    const option = retrievers === undefined ? "--item-times" : "--retrievers";
    throw new OptionsError(
      "bad-combination",
      `${option}: expected a head that reads it, but --head is none; leave one of them out`,
    );
  }
  return { head: kind, retrievers: retrievers === undefined ? undefined : list(retrievers), itemTimes };
}
