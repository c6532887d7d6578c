import type { Severity } from "../types.js";

export type Name = Severity | "current";

const LINES: Record<Name, string> = {
  advise: "border-bottom: 2px dotted #2b6cb0",
  review: "border-bottom: 2px dashed #b7791f; background: rgb(214 158 46 / 0.16)",
  block: "border-bottom: 3px double #c53030; background: rgb(214 69 65 / 0.16)",
  current: "background: rgb(66 133 244 / 0.35)",
};

/** Paints where browsers have no CSS Custom Highlight API: boxes over the words, in a layer beside the document's body. */
export class Overlay {
  #element: HTMLElement;
  #layer: HTMLElement;
  #marks = new Map<AbstractRange, Name>();
  #frame = 0;

  constructor(element: HTMLElement) {
    this.#element = element;
    const document = element.ownerDocument;
    this.#layer = document.createElement("div");
    this.#layer.setAttribute("aria-hidden", "true");
    this.#layer.style.cssText = "position: fixed; inset: 0; pointer-events: none; overflow: hidden; z-index: 2147483000";
    // Not into the body: where an iframe is edited, that is what is saved.
    document.documentElement.append(this.#layer);
    document.addEventListener("scroll", this.#later, { capture: true, passive: true });
    document.defaultView?.addEventListener("resize", this.#later);
  }

  add(name: Name, range: AbstractRange): void {
    this.#marks.set(range, name);
    this.#later();
  }

  delete(range: AbstractRange): void {
    this.#marks.delete(range);
    this.#later();
  }

  detach(): void {
    const document = this.#element.ownerDocument;
    document.defaultView?.cancelAnimationFrame(this.#frame);
    document.removeEventListener("scroll", this.#later, { capture: true });
    document.defaultView?.removeEventListener("resize", this.#later);
    this.#layer.remove();
  }

  /** Many changes are drawn once. */
  #later = (): void => {
    const view = this.#element.ownerDocument.defaultView;
    view?.cancelAnimationFrame(this.#frame);
    this.#frame = view?.requestAnimationFrame(this.#draw) ?? 0;
  };

  #draw = (): void => {
    const view = this.#element.getBoundingClientRect();
    const boxes: HTMLElement[] = [];
    for (const [range, name] of this.#marks) {
      for (const rect of (range as Range).getClientRects()) {
        // What is scrolled out of the editor is not painted over its surroundings.
        const [top, bottom] = [Math.max(rect.top, view.top), Math.min(rect.bottom, view.bottom)];
        if (bottom <= top || rect.width === 0) continue;
        const box = this.#layer.ownerDocument.createElement("div");
        box.style.cssText = `position: absolute; box-sizing: border-box; ${LINES[name]}`;
        Object.assign(box.style, { left: `${rect.left}px`, top: `${top}px`, width: `${rect.width}px`, height: `${bottom - top}px` });
        boxes.push(box);
      }
    }
    this.#layer.replaceChildren(...boxes);
  };
}
