import { type AttachOptions, type Kit, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a ProseMirror view. */
export interface ProseMirrorView {
  dom: HTMLElement;
  state: { tr: { insertText(text: string, from: number, to: number): { scrollIntoView(): unknown } } };
  posAtDOM(node: Node, offset: number): number;
  dispatch(transaction: never): void;
}

/** Screens what is written in ProseMirror; for Tiptap give `editor.view`. A replacement is one transaction. */
export function attachProseMirror(view: ProseMirrorView, screener: Screener, options: AttachOptions = {}): Kit {
  const replace = (range: Range, text: string): void => {
    const from = view.posAtDOM(range.startContainer, range.startOffset);
    const to = view.posAtDOM(range.endContainer, range.endOffset);
    view.dispatch(view.state.tr.insertText(text, from, to) as never);
  };
  return attach(view.dom, screener, { replace, ...options });
}
