// What every entry point gives besides its `createScreener`.
export { type Diagnostic, YishenError } from "./errors.js";
export type * from "./types.js";
export { type RedactOptions, type Redacted, type ScreenOptions, type ScreenedFile, Screener, type ScreenerOptions, type WasmSource } from "./screener.js";
