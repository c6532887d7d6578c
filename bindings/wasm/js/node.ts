// @ts-expect-error the package has no types of Node
import { readFile } from "node:fs/promises";

import * as glue from "#glue/core";

import { Build, type Screener, type ScreenerOptions, createFrom } from "./screener.js";

export * from "./errors.js";
export type * from "./types.js";
export { type RedactOptions, type Redacted, type ScreenOptions, Screener, type ScreenerOptions, type WasmSource } from "./screener.js";

const build = new Build(glue, () => readFile(new URL("./yishen.wasm", import.meta.url)));

/** Makes a screener; the WebAssembly is read from the file beside this module. */
export function createScreener(options: ScreenerOptions = {}): Promise<Screener> {
  return createFrom(build, options);
}
