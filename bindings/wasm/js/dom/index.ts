import type { Draft, Finding, Report } from "../types.js";
import type { Screener } from "../screener.js";
import { Painter } from "./paint.js";
import { type Surface, surfaceOf } from "./surface.js";
import type { SurfaceText } from "./text.js";

export type { Surface, SurfaceText };

export interface AttachOptions {
  /** Milliseconds without typing before the text is screened; 150 when not given. */
  debounce?: number;
  /** The draft of the text: where its title, facts, genre come from. The text is the body, unchanged. */
  draft?: (body: string) => Draft;
  /** Called with every new report. */
  onReport?: (report: Report, kit: Kit) => void;
  /** Called with what screening threw. */
  onError?: (error: unknown) => void;
  /** Replaces a range by the editor's own means; without it, as typing would. */
  replace?: (range: Range, text: string) => void;
}

/** An editor whose text is screened as it is written. */
export interface Kit {
  /** The last report; nothing before the first. */
  readonly report: Report | undefined;
  /** What is screened, in which a finding's offsets of the body count. */
  readonly text: string;
  /** The document that people write in: that of an iframe where the editor has one. */
  readonly document: Document;
  /**
   * Screens now: after facts changed, or before a form is sent, even while an input method composes. Nothing when it is
   * detached, or when screening failed.
   */
  refresh(): Report | undefined;
  /** Shows a finding's words and selects them; nothing for what is missing from the whole text. */
  locate(finding: Finding): void;
  /**
   * Puts `text` in the place of a finding's words by way of the editor, so that it can be undone. False when the words
   * are no longer there or the editor did not take it: then nothing is to be believed replaced.
   */
  replace(finding: Finding, text: string): Promise<boolean>;
  /** Ends it; nothing is left behind. */
  detach(): void;
}

/** What a kit asks of a screener: with sessions it need not read a whole article for every key. */
export type Screens = Pick<Screener, "screen"> & Partial<Pick<Screener, "session">>;

/**
 * Screens what is written in an element, an iframe's body, a text area or a surface that an adapter made, and paints findings without touching the
 * document. While an input method composes, nothing is screened or painted unless asked for.
 */
export function attach(target: HTMLElement | Surface, screener: Screens, options: AttachOptions = {}): Kit {
  return new Attached("nodeType" in target ? surfaceOf(target) : target, screener, options);
}

class Attached implements Kit {
  report: Report | undefined;
  #surface: Surface;
  #screener: Pick<Screener, "screen">;
  #options: AttachOptions;
  #painter: Painter;
  #observer: MutationObserver;
  #read: SurfaceText;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #composing = false;
  #detached = false;

  constructor(surface: Surface, screener: Screens, options: AttachOptions) {
    this.#surface = surface;
    this.#screener = screener.session?.() ?? screener;
    this.#options = options;
    this.#painter = new Painter(surface.painted);
    this.#read = surface.read();
    this.#observer = new MutationObserver(this.#changed);
    this.#observer.observe(surface.element, { subtree: true, childList: true, characterData: true });
    for (const type of EVENTS) surface.element.addEventListener(type, this);
    // No event tells that a script has set a text area's value.
    if (surface.value) this.#watch = setInterval(() => surface.value?.() === this.text || this.#changed(), 500);
    this.#schedule(0);
  }

  get document(): Document {
    return this.#surface.document;
  }

  get text(): string {
    return this.#read.text;
  }

  refresh(): Report | undefined {
    if (this.#detached) return undefined;
    clearTimeout(this.#timer);
    this.#read = this.#surface.read();
    try {
      const body = this.#read.text;
      this.report = this.#screener.screen(this.#options.draft?.(body) ?? body);
    } catch (error) {
      this.#painter.clear();
      this.report = undefined;
      if (!this.#options.onError) throw error;
      this.#options.onError(error);
      return undefined;
    }
    this.#painter.paint(this.report.findings.filter(isInBody), (start, end) => this.#read.range(start, end));
    this.#options.onReport?.(this.report, this);
    return this.report;
  }

  locate(finding: Finding): void {
    if (!isInBody(finding) || finding.whole) return;
    const range = this.#read.range(finding.start, finding.end);
    this.#painter.mark(range);
    this.#surface.select(finding.start, finding.end, range);
  }

  async replace(finding: Finding, text: string): Promise<boolean> {
    const { start, end } = finding;
    this.#read = this.#surface.read();
    const before = this.#read.text;
    if (!isInBody(finding) || finding.ranges || before.slice(start, end) !== finding.text) return false;
    const range = this.#read.range(start, end);
    if (this.#options.replace && range) this.#options.replace(range, text);
    else this.#surface.replace(start, end, range, text);
    // Editors may write their model into the document a little later.
    await new Promise((done) => setTimeout(done, 60));
    this.refresh();
    return this.#read.text.startsWith(before.slice(0, start) + text) && this.#read.text.length === before.length - (end - start) + text.length;
  }

  detach(): void {
    this.#detached = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#observer.disconnect();
    for (const type of EVENTS) this.#surface.element.removeEventListener(type, this);
    this.#painter.detach();
    this.#surface.detach();
  }

  /** For the browser. */
  handleEvent(event: Event): void {
    if (event.type === "compositionstart") this.#composing = true;
    // Chromium sends no `input` after this.
    if (event.type === "compositionend") this.#composing = false;
    this.#changed();
  }

  #changed = (): void => this.#schedule(this.#options.debounce ?? 150);

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    if (!this.#composing && !this.#detached) this.#timer = setTimeout(() => this.refresh(), delay);
  }
}

const EVENTS = ["input", "compositionstart", "compositionend"] as const;

function isInBody(finding: Finding): boolean {
  return finding.field === "body";
}
