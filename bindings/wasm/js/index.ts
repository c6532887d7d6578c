import * as glue from "#glue/core";

import { creator } from "./screener.js";

export * from "./api.js";

/**
 * Makes a screener. The first call fetches the WebAssembly, `yishen.wasm` beside this module unless `wasm` says where it is.
 *
 * @throws {@link YishenError} for values and packs that cannot be used, and when the WebAssembly cannot be loaded.
 */
export const createScreener = /* @__PURE__ */ creator(glue, async () => new URL("./yishen.wasm", import.meta.url));
