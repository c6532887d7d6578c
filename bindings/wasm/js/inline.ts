import * as glue from "#glue/core";
import packed from "#packed/core";

import { Build, type Screener, type ScreenerOptions, createFrom } from "./screener.js";
import { unpack } from "./unpack.js";

export * from "./errors.js";
export type * from "./types.js";
export { type RedactOptions, type Redacted, type ScreenOptions, Screener, type ScreenerOptions, type WasmSource } from "./screener.js";

const build = new Build(glue, () => unpack(packed));

/** Makes a screener; the WebAssembly is in this module, so that nothing is fetched. */
export function createScreener(options: ScreenerOptions = {}): Promise<Screener> {
  return createFrom(build, options);
}
