// What a classic script gets as `Yishen`: everything, with the WebAssembly in it.
export * from "./inline.js";
export * from "./dom/index.js";
export * from "./panel.js";
export { attachProseMirror } from "./adapters/prosemirror.js";
export { attachQuill } from "./adapters/quill.js";
export { attachTinyMCE } from "./adapters/tinymce.js";
export { attachWangEditor } from "./adapters/wangeditor.js";
