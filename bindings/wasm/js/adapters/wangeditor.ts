import { type AttachOptions, type Kit, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a wangEditor 5 editor, and of its successor `@wangeditor-next/editor`. */
export interface WangEditor {
  getEditableContainer(): HTMLElement;
  on(event: string, listener: () => void): unknown;
}

/** Screens what is written in wangEditor. Its model takes replacements by `beforeinput`, so that undo works. */
export function attachWangEditor(editor: WangEditor, screener: Screener, options: AttachOptions = {}): Kit {
  const container = editor.getEditableContainer();
  const element = container.querySelector<HTMLElement>("[contenteditable=true]") ?? container;
  const kit = attach(element, screener, options);
  editor.on("destroyed", () => kit.detach());
  return kit;
}
