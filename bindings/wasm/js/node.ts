// @ts-expect-error the package has no types of Node
import { readFile } from "node:fs/promises";

import * as glue from "#glue/core";

import { creator } from "./screener.js";

export * from "./api.js";

/** Makes a screener; the WebAssembly is read from the file beside this module. */
export const createScreener = /* @__PURE__ */ creator(glue, () => readFile(new URL("./yishen.wasm", import.meta.url)));
