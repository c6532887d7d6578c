/** What a surface reads: the text, with a map back to the document. */
export interface SurfaceText {
  readonly text: string;
  /** The range of a stretch of the text; nothing when it is not in the document. */
  range(start: number, end: number): Range | undefined;
}

/** A stretch of the text and the text node that it is from. */
interface Piece {
  start: number;
  node: Text;
}

const BLOCK = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "),
);
const SKIPPED = new Set("SCRIPT STYLE TEMPLATE NOSCRIPT SELECT BUTTON TEXTAREA INPUT IFRAME".split(" "));

/** The text of an element with a map back to its nodes: blocks and line breaks end lines. */
export class DomText implements SurfaceText {
  readonly text: string;
  #pieces: Piece[] = [];

  constructor(root: Node) {
    let text = "";
    const endLine = (): void => {
      if (text && !text.endsWith("\n")) text += "\n";
    };
    const walk = (node: Node): void => {
      for (let child = node.firstChild; child; child = child.nextSibling) {
        if (child.nodeType === 3) {
          const { data } = child as Text;
          if (data) this.#pieces.push({ start: text.length, node: child as Text });
          text += data;
        } else if (child.nodeType === 1 && !SKIPPED.has(child.nodeName)) {
          const block = BLOCK.has(child.nodeName);
          if (block) endLine();
          if (child.nodeName === "BR") text += "\n";
          walk(child);
          if (block) endLine();
        }
      }
    };
    walk(root);
    this.text = text;
  }

  /** The range of a stretch of the text; nothing when it has no node. */
  range(start: number, end: number): Range | undefined {
    const [first, last] = [this.#at(start), this.#at(Math.max(start, end - 1))];
    if (!first || !last) return undefined;
    const range = first.node.ownerDocument.createRange();
    range.setStart(first.node, Math.min(start - first.start, first.node.length));
    range.setEnd(last.node, Math.min(Math.max(end - last.start, 0), last.node.length));
    return range;
  }

  /** The last piece that begins at or before an offset. */
  #at(offset: number): Piece | undefined {
    let [low, high] = [0, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle] as Piece).start <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#pieces[Math.max(low - 1, 0)];
  }
}
