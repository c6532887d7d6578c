import * as glue from "#glue/documents";

import { Build, type Screener, type ScreenerOptions, createFrom } from "./screener.js";

export * from "./errors.js";
export type * from "./types.js";
export { type RedactOptions, type Redacted, type ScreenOptions, Screener, type ScreenerOptions, type WasmSource } from "./screener.js";

const build = new Build(glue, async () => new URL("./yishen-documents.wasm", import.meta.url));

/**
 * Makes a screener. The first call fetches the WebAssembly, `yishen-documents.wasm` beside this module unless `wasm` says where it is.
 *
 * @throws {@link YishenError} for values and packs that cannot be used, and when the WebAssembly cannot be loaded.
 */
export function createScreener(options: ScreenerOptions = {}): Promise<Screener> {
  return createFrom(build, options);
}
