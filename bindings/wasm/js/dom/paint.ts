import type { Finding, Severity } from "../types.js";

/** Findings painted at most, the most serious first: painting thousands would be felt while typing. */
const MOST = 500;

const STYLE = `
::highlight(yishen-advise) { text-decoration: underline dotted #2b6cb0 2px; }
::highlight(yishen-review) { background-color: rgb(214 158 46 / 0.16); text-decoration: underline dashed #b7791f 2px; }
::highlight(yishen-block) { background-color: rgb(214 69 65 / 0.16); text-decoration: underline wavy #c53030 1.5px; }
::highlight(yishen-current) { background-color: rgb(66 133 244 / 0.35); }
`;

const NAMES = ["advise", "review", "block", "current"] as const;
type Name = (typeof NAMES)[number];
type View = Window & typeof globalThis;

/** Which documents have the style, and for how many painters. */
const styled = new WeakMap<Document, { sheet: CSSStyleSheet; users: number }>();

/** Paints ranges of one document with the CSS Custom Highlight API: the document's nodes are not touched. */
export class Painter {
  #document: Document;
  #own: [Highlight, AbstractRange][] = [];
  #current: [Highlight, AbstractRange] | undefined;

  constructor(document: Document) {
    this.#document = document;
    const known = styled.get(document);
    if (known) {
      known.users += 1;
    } else if (this.#view) {
      // A sheet made by script lives with a strict CSP; one of an iframe has to be made there.
      const sheet = new this.#view.CSSStyleSheet();
      sheet.replaceSync(STYLE);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      styled.set(document, { sheet, users: 1 });
    }
  }

  /** False where the browser cannot paint: the panel is all that people see there. */
  get supported(): boolean {
    return this.#view?.CSS?.highlights !== undefined;
  }

  paint(findings: readonly Finding[], rangeOf: (start: number, end: number) => AbstractRange | undefined): void {
    this.clear();
    if (!this.supported) return;
    const rank: Record<Severity, number> = { block: 0, review: 1, advise: 2 };
    const shown = findings.filter((finding) => !finding.whole).sort((a, b) => rank[a.severity] - rank[b.severity]);
    for (const finding of shown.slice(0, MOST)) {
      for (const [start, end] of finding.ranges ?? [[finding.start, finding.end] as const]) {
        const range = rangeOf(start, end);
        if (range) this.#own.push(this.#add(finding.severity, range));
      }
    }
  }

  /** Marks one range as that which is looked at. */
  mark(range: AbstractRange | undefined): void {
    this.#current?.[0].delete(this.#current[1]);
    this.#current = range && this.supported ? this.#add("current", range) : undefined;
  }

  clear(): void {
    for (const [highlight, range] of this.#own) highlight.delete(range);
    this.#own = [];
    this.mark(undefined);
  }

  detach(): void {
    this.clear();
    for (const name of NAMES) {
      const highlights = this.#view?.CSS?.highlights;
      if (highlights?.get(`yishen-${name}`)?.size === 0) highlights.delete(`yishen-${name}`);
    }
    const known = styled.get(this.#document);
    if (known && (known.users -= 1) === 0) {
      this.#document.adoptedStyleSheets = this.#document.adoptedStyleSheets.filter((sheet) => sheet !== known.sheet);
      styled.delete(this.#document);
    }
  }

  /** The window of the document: an iframe paints only what its own registry holds. */
  get #view(): View | undefined {
    return (this.#document.defaultView as View | null) ?? undefined;
  }

  #add(name: Name, range: AbstractRange): [Highlight, AbstractRange] {
    const view = this.#view as View;
    const registered = `yishen-${name}`;
    let highlight = view.CSS.highlights.get(registered);
    if (!highlight) {
      highlight = new view.Highlight();
      highlight.priority = NAMES.indexOf(name);
      view.CSS.highlights.set(registered, highlight);
    }
    highlight.add(range);
    return [highlight, range];
  }
}
