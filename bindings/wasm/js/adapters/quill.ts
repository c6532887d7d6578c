import { type AttachOptions, type Kit, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a Quill editor (1.3 and 2). */
export interface QuillEditor {
  root: HTMLElement;
}

/** Screens what is written in Quill. It reads its model from the document, so that replacing is typing. */
export function attachQuill(quill: QuillEditor, screener: Screener, options: AttachOptions = {}): Kit {
  return attach(quill.root, screener, options);
}
