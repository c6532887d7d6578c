// What the build puts in the place of these names.
declare module "#glue/*" {
  export const initSync: import("./screener.js").Glue["initSync"];
  export const __wbg_reset_state: import("./screener.js").Glue["__wbg_reset_state"];
  export const Engine: import("./screener.js").Glue["Engine"];
}

declare module "#packed/*" {
  /** The WebAssembly, compressed with gzip. */
  const packed: Uint8Array<ArrayBuffer>;
  export default packed;
}
