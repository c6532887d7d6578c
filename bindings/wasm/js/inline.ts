import * as glue from "#glue/core";
import packed from "#packed/core";

import { creator } from "./screener.js";
import { unpack } from "./unpack.js";

export * from "./api.js";

/** Makes a screener; the WebAssembly is in this module, so that nothing is fetched. */
export const createScreener = /* @__PURE__ */ creator(glue, () => unpack(packed));
