import { DomText, type SurfaceText } from "./text.js";

/** Something that people write in: where its text is read, painted and replaced. */
export interface Surface {
  /** What gets the events of typing. */
  readonly element: HTMLElement;
  /** What holds the words that are painted: the element, or the mirror of a text area. */
  readonly painted: HTMLElement;
  readonly document: Document;
  read(): SurfaceText;
  /** The text as it is now, where changes have to be looked for: scripts can set it without an event. */
  value?(): string;
  /** Shows a stretch of the text to the user and selects it. */
  select(start: number, end: number, range: Range | undefined): void;
  /** Asks for a stretch to be replaced, as typing would; whether it was is for the caller to see. */
  replace(start: number, end: number, range: Range | undefined, text: string): void;
  detach(): void;
}

export function surfaceOf(target: HTMLElement): Surface {
  if (target instanceof HTMLTextAreaElement) return new AreaSurface(target);
  const inner = target instanceof HTMLIFrameElement ? target.contentDocument?.body : target;
  if (!inner) throw new TypeError("attach：iframe 还没有载入，或者来自别的站点");
  // What is scrolled out of sight would be missed without a word.
  if (inner.closest(".cm-editor") ?? inner.querySelector(".cm-editor")) {
    throw new TypeError("attach：CodeMirror 只把看得见的行放进页面，请用 attachCodeMirror");
  }
  return new ElementSurface(inner);
}

class ElementSurface implements Surface {
  constructor(readonly element: HTMLElement) {}

  get painted(): HTMLElement {
    return this.element;
  }

  get document(): Document {
    return this.element.ownerDocument;
  }

  read(): SurfaceText {
    return new DomText(this.element);
  }

  select(_start: number, _end: number, range: Range | undefined): void {
    if (!range) return;
    range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
    if (!this.element.isContentEditable) return;
    this.element.focus({ preventScroll: true });
    const selection = this.document.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range.cloneRange());
  }

  replace(start: number, end: number, range: Range | undefined, text: string): void {
    if (!range) return;
    this.select(start, end, range);
    const view = this.document.defaultView as (Window & typeof globalThis) | null;
    if (!view) return;
    const transfer = new view.DataTransfer();
    transfer.setData("text/plain", text);
    const targetRanges = [new view.StaticRange(range)];
    // Editors with a model of their own take this one; where none does, the browser types the words.
    const event = new view.InputEvent("beforeinput", {
      inputType: "insertReplacementText",
      data: text,
      dataTransfer: transfer,
      targetRanges,
      bubbles: true,
      cancelable: true,
      composed: true,
    });
    const untaken = (range.startContainer.parentElement ?? this.element).dispatchEvent(event);
    if (untaken) this.document.execCommand("insertText", false, text);
  }

  detach(): void {}
}

/** What of a text area's style decides where its words stand. */
const COPIED = [
  "font", "letterSpacing", "lineHeight", "textAlign", "textIndent", "wordBreak", "overflowWrap", "tabSize", "direction",
  "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth",
] as const;

/** A text area has no nodes that could be painted: an invisible mirror over it has. */
class AreaSurface implements Surface {
  readonly element: HTMLTextAreaElement;
  #mirror: HTMLElement;
  #observer: ResizeObserver;

  constructor(area: HTMLTextAreaElement) {
    this.element = area;
    this.#mirror = area.ownerDocument.createElement("div");
    this.#mirror.setAttribute("aria-hidden", "true");
    area.after(this.#mirror);
    this.#observer = new ResizeObserver(this.#place);
    this.#observer.observe(area);
    area.addEventListener("scroll", this.#scroll, { passive: true });
    this.#place();
  }

  get painted(): HTMLElement {
    return this.#mirror;
  }

  get document(): Document {
    return this.element.ownerDocument;
  }

  value(): string {
    return this.element.value;
  }

  read(): SurfaceText {
    this.#mirror.textContent = this.element.value;
    this.#scroll();
    return new DomText(this.#mirror);
  }

  select(start: number, end: number, range: Range | undefined): void {
    this.element.focus({ preventScroll: true });
    this.element.setSelectionRange(start, end);
    const box = range?.getBoundingClientRect();
    if (!box) return;
    const own = this.#mirror.getBoundingClientRect();
    this.element.scrollTop += box.top - own.top - this.element.clientHeight / 2;
    this.element.scrollIntoView({ block: "nearest" });
  }

  replace(start: number, end: number, _range: Range | undefined, text: string): void {
    this.element.focus({ preventScroll: true });
    this.element.setSelectionRange(start, end);
    // As typed, so that it can be undone.
    this.document.execCommand("insertText", false, text);
  }

  detach(): void {
    this.#observer.disconnect();
    this.element.removeEventListener("scroll", this.#scroll);
    this.#mirror.remove();
  }

  #place = (): void => {
    const area = this.element;
    const computed = getComputedStyle(area);
    const { style } = this.#mirror;
    for (const name of COPIED) style[name] = computed[name];
    Object.assign(style, {
      position: "absolute",
      pointerEvents: "none",
      boxSizing: "border-box",
      borderStyle: "solid",
      borderColor: "transparent",
      color: "transparent",
      background: "none",
      overflow: "hidden",
      whiteSpace: "pre-wrap",
      margin: "0",
      left: `${area.offsetLeft}px`,
      top: `${area.offsetTop}px`,
      width: `${area.clientWidth + parseFloat(computed.borderLeftWidth) + parseFloat(computed.borderRightWidth)}px`,
      height: `${area.offsetHeight}px`,
    });
  };

  #scroll = (): void => {
    this.#mirror.scrollTop = this.element.scrollTop;
  };
}
