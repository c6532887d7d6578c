import { type AttachOptions, type Kit, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a TinyMCE editor (5 to 8). */
export interface TinyMCEEditor {
  getBody(): HTMLElement;
  undoManager: { transact(change: () => void): unknown };
  selection: { setRng(range: Range): void };
  insertContent(html: string): void;
  on(event: string, listener: () => void): unknown;
  dom: { encode(text: string): string };
}

/** Screens what is written in TinyMCE; call it after the editor's `init`. Replacements are one step of its undo. */
export function attachTinyMCE(editor: TinyMCEEditor, screener: Screener, options: AttachOptions = {}): Kit {
  const replace = (range: Range, text: string): void => {
    editor.undoManager.transact(() => {
      editor.selection.setRng(range);
      editor.insertContent(editor.dom.encode(text));
    });
  };
  const kit = attach(editor.getBody(), screener, { replace, ...options });
  editor.on("remove", () => kit.detach());
  return kit;
}
