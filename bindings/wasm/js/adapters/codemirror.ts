import { type AttachOptions, type Kit, type Surface, type SurfaceText, attach } from "../dom/index.js";
import type { Screener } from "../screener.js";

/** What is used of a CodeMirror 6 view. */
export interface CodeMirrorView {
  contentDOM: HTMLElement;
  state: { doc: { toString(): string } };
  /** The lines that are in the page. */
  viewport: { from: number; to: number };
  domAtPos(position: number): { node: Node; offset: number };
  dispatch(transaction: {
    changes?: { from: number; to: number; insert: string };
    selection?: { anchor: number; head: number };
    scrollIntoView?: boolean;
    userEvent?: string;
  }): void;
  focus(): void;
}

/** Screens what is written in CodeMirror 6: its whole text, of which only the lines in view are in the page. */
export function attachCodeMirror(view: CodeMirrorView, screener: Screener, options: AttachOptions = {}): Kit {
  return attach(new CodeMirrorSurface(view), screener, options);
}

class CodeMirrorSurface implements Surface {
  #view: CodeMirrorView;

  constructor(view: CodeMirrorView) {
    this.#view = view;
  }

  get element(): HTMLElement {
    return this.#view.contentDOM;
  }

  get painted(): HTMLElement {
    return this.element;
  }

  get document(): Document {
    return this.element.ownerDocument;
  }

  read(): SurfaceText {
    const view = this.#view;
    return {
      text: view.state.doc.toString(),
      range: (start, end) => {
        const [from, to] = [Math.max(start, view.viewport.from), Math.min(end, view.viewport.to)];
        if (from >= to) return undefined;
        const [first, last] = [view.domAtPos(from), view.domAtPos(to)];
        const range = this.document.createRange();
        range.setStart(first.node, first.offset);
        range.setEnd(last.node, last.offset);
        return range;
      },
    };
  }

  select(start: number, end: number): void {
    this.#view.dispatch({ selection: { anchor: start, head: end }, scrollIntoView: true });
    this.#view.focus();
  }

  replace(start: number, end: number, _range: Range | undefined, text: string): void {
    this.#view.dispatch({ changes: { from: start, to: end, insert: text }, selection: { anchor: start, head: start + text.length }, userEvent: "input.replace" });
  }

  detach(): void {}
}
