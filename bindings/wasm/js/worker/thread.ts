// What runs in the worker: a screener of the build with documents, one request after the other.
import * as glue from "#glue/documents";

import { YishenError } from "../errors.js";
import { type Screener, creator } from "../screener.js";
import type { Answer, Request } from "./protocol.js";

const createScreener = creator(glue, async () => new URL("./yishen-documents.wasm", import.meta.url));
let screener: Screener | undefined;

async function answer(request: Request): Promise<unknown> {
  if (request.method === "create") {
    screener = await createScreener(request.args[0]);
    return undefined;
  }
  const method = screener?.[request.method] as ((...args: unknown[]) => unknown) | undefined;
  return method?.apply(screener, request.args);
}

addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  const { id } = data;
  let answered: Answer;
  try {
    answered = { id, ok: await answer(data) };
  } catch (error) {
    answered = error instanceof YishenError ? { id, diagnostics: error.diagnostics } : { id, error: String(error) };
  }
  postMessage(answered);
});
