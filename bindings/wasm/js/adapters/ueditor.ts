import { type AttachOptions, type Kit, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a UEditor or UEditorPlus editor. */
export interface UEditor {
  body: HTMLElement;
  fireEvent(event: string): unknown;
  addListener(event: string, listener: () => void): unknown;
}

/** Screens what is written in UEditor; call it in `editor.ready(…)`. A replacement is one step of its undo. */
export function attachUEditor(editor: UEditor, screener: Screener, options: AttachOptions = {}): Kit {
  const { ownerDocument: document } = editor.body;
  const replace = (range: Range, text: string): void => {
    const selection = document.getSelection();
    editor.fireEvent("saveScene");
    selection?.removeAllRanges();
    selection?.addRange(range.cloneRange());
    document.execCommand("insertText", false, text);
    editor.fireEvent("saveScene");
  };
  const kit = attach(editor.body, screener, { replace, ...options });
  editor.addListener("destroy", () => kit.detach());
  return kit;
}
