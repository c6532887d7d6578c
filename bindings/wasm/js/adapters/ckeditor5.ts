import { type AttachOptions, type Kit, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a CKEditor 5 editor. */
export interface CKEditor5 {
  ui: { getEditableElement(): HTMLElement | undefined };
  on(event: string, listener: () => void): unknown;
}

/** Screens what is written in CKEditor 5. Its model takes replacements by `beforeinput`, so that undo works. */
export function attachCKEditor5(editor: CKEditor5, screener: Screener, options: AttachOptions = {}): Kit {
  const element = editor.ui.getEditableElement();
  if (!element) throw new TypeError("attachCKEditor5：编辑器还没有做好");
  const kit = attach(element, screener, options);
  editor.on("destroy", () => kit.detach());
  return kit;
}
