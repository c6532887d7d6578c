// What a classic script gets as `Yishen`: everything, with the WebAssembly in it.
export * from "./inline.js";
export * from "./dom/index.js";
export * from "./panel.js";
export { attachCKEditor5 } from "./adapters/ckeditor5.js";
export { attachCodeMirror } from "./adapters/codemirror.js";
export { attachProseMirror } from "./adapters/prosemirror.js";
export { attachQuill } from "./adapters/quill.js";
export { attachTinyMCE } from "./adapters/tinymce.js";
export { attachUEditor } from "./adapters/ueditor.js";
export { attachWangEditor } from "./adapters/wangeditor.js";
