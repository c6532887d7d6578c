import type { Finding, Severity } from "../types.js";
import { type Name, Overlay } from "./overlay.js";

/** Findings painted at most, the most serious first: painting thousands would be felt while typing. */
const MOST = 500;

const STYLE = `
::highlight(yishen-advise) { text-decoration: underline dotted #2b6cb0 2px; }
::highlight(yishen-review) { background-color: rgb(214 158 46 / 0.16); text-decoration: underline dashed #b7791f 2px; }
::highlight(yishen-block) { background-color: rgb(214 69 65 / 0.16); text-decoration: underline wavy #c53030 1.5px; }
::highlight(yishen-current) { background-color: rgb(66 133 244 / 0.35); }
`;

const NAMES: readonly Name[] = ["advise", "review", "block", "current"];
type View = Window & typeof globalThis;

/** Where ranges of one document are painted: its nodes are not touched. */
interface Layer {
  add(name: Name, range: AbstractRange): void;
  delete(range: AbstractRange): void;
  detach(): void;
}

/** Paints findings in the words of an element. */
export class Painter {
  #layer: Layer | undefined;
  #own: AbstractRange[] = [];
  #current: AbstractRange | undefined;

  constructor(element: HTMLElement) {
    // An iframe paints only what its own registry holds.
    const view = element.ownerDocument.defaultView as View | null;
    if (view) this.#layer = view.CSS?.highlights ? new Highlights(view) : new Overlay(element);
  }

  paint(findings: readonly Finding[], rangeOf: (start: number, end: number) => AbstractRange | undefined): void {
    this.clear();
    const rank: Record<Severity, number> = { block: 0, review: 1, advise: 2 };
    const shown = findings.filter((finding) => !finding.whole).sort((a, b) => rank[a.severity] - rank[b.severity]);
    for (const finding of shown.slice(0, MOST)) {
      for (const [start, end] of finding.ranges ?? [[finding.start, finding.end] as const]) {
        const range = rangeOf(start, end);
        if (!range) continue;
        this.#own.push(range);
        this.#layer?.add(finding.severity, range);
      }
    }
  }

  /** Marks one range as that which is looked at. */
  mark(range: AbstractRange | undefined): void {
    if (this.#current) this.#layer?.delete(this.#current);
    this.#current = range;
    if (range) this.#layer?.add("current", range);
  }

  clear(): void {
    for (const range of this.#own) this.#layer?.delete(range);
    this.#own = [];
    this.mark(undefined);
  }

  detach(): void {
    this.clear();
    this.#layer?.detach();
  }
}

/** Which documents have the style, and for how many painters. */
const styled = new WeakMap<Document, { sheet: CSSStyleSheet; users: number }>();

/** The CSS Custom Highlight API, whose registry several painters of a document share. */
class Highlights implements Layer {
  #view: View;
  #added = new Map<AbstractRange, Highlight>();

  constructor(view: View) {
    this.#view = view;
    const { document } = view;
    const known = styled.get(document);
    if (known) {
      known.users += 1;
      return;
    }
    // A sheet made by script lives with a strict CSP; one of an iframe has to be made there.
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(STYLE);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    styled.set(document, { sheet, users: 1 });
  }

  add(name: Name, range: AbstractRange): void {
    const registered = `yishen-${name}`;
    let highlight = this.#view.CSS.highlights.get(registered);
    if (!highlight) {
      highlight = new this.#view.Highlight();
      highlight.priority = NAMES.indexOf(name);
      this.#view.CSS.highlights.set(registered, highlight);
    }
    highlight.add(range);
    this.#added.set(range, highlight);
  }

  delete(range: AbstractRange): void {
    this.#added.get(range)?.delete(range);
    this.#added.delete(range);
  }

  detach(): void {
    const { CSS, document } = this.#view;
    for (const name of NAMES) if (CSS.highlights.get(`yishen-${name}`)?.size === 0) CSS.highlights.delete(`yishen-${name}`);
    const known = styled.get(document);
    if (known && (known.users -= 1) === 0) {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== known.sheet);
      styled.delete(document);
    }
  }
}
