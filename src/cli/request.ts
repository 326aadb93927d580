import { readFile } from "node:fs/promises";
import type { output } from "zod/mini";
import { Problem } from "../../worker/problems.ts";
import { engineRequest } from "../../worker/schemas/requests.ts";
import { validate } from "../../worker/validate.ts";
import { OptionsError } from "../errors.ts";
import { repeatedField } from "../serving/repeated-field.ts";

/** A request as a body of `POST /v1/recommendations` holds it, without a cursor, which only a service can open. */
export type WholeRequest = Omit<output<typeof engineRequest>, "cursor">;

/**
 * Reads `--request`: the JSON of a body of `POST /v1/recommendations`, or `@FILE` that holds it. Throws OptionsError `bad-request`
 * with the field and what was expected.
 */
export async function readRequest(text: string): Promise<WholeRequest> {
  const { cursor, ...request } = checked(parse(text.startsWith("@") ? await contentOf(text.slice(1)) : text));
  if (cursor === undefined) return request;
  throw badRequest("cursor: expected none, which only the service that gave it can open; send an `offset`");
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw badRequest(`expected a file to read at ${path}: ${reason}`, cause);
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const repeated = repeatedField(text);
    if (repeated === undefined) return value;
    throw badRequest(`${repeated}: expected once, got it again`);
  } catch (cause) {
    if (cause instanceof OptionsError) throw cause;
    throw badRequest(`expected JSON such as {"history": ["…"], "diversity": 0.3}: ${String(cause)}`, cause);
  }
}

function checked(value: unknown): output<typeof engineRequest> {
  try {
    return validate(engineRequest, value);
  } catch (cause) {
    throw cause instanceof Problem ? badRequest(cause.message, cause) : cause;
  }
}

function badRequest(message: string, cause?: unknown): OptionsError {
  return new OptionsError("bad-request", `--request: ${message}`, { cause });
}
