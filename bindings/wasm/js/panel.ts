import type { Kit } from "./dom/index.js";
import { type Words, citation, unchecked, wordsOf } from "./words.js";
import type { Finding, Report, Severity } from "./types.js";

/** What `beforeSubmit` says. */
export interface SubmitDecision {
  /** Nothing is left that forbids publication. */
  allowed: boolean;
  /** Findings that forbid it and were not set aside with a reason. */
  open: Finding[];
  /** Reasons of those that were, by fingerprint. */
  setAside: ReadonlyMap<string, string>;
}

const STYLE = `
:host { display: block; font: 15px/1.7 system-ui, "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; color: var(--yishen-text, #1f2933); }
* { box-sizing: border-box; }
h2 { font-size: 1.1em; margin: 0; font-weight: 600; }
header { display: flex; align-items: baseline; gap: .6em; flex-wrap: wrap; padding: .7em .9em; border-radius: 8px; border-inline-start: 4px solid var(--mark); background: color-mix(in srgb, var(--mark) 9%, transparent); }
header p { margin: 0; color: var(--yishen-muted, #5b6770); font-size: .92em; }
ol { list-style: none; margin: .8em 0 0; padding: 0; display: grid; gap: .6em; }
ol > li { border: 1px solid var(--yishen-line, #dfe4e8); border-inline-start: 4px solid var(--mark); border-radius: 8px; padding: .6em .9em; background: var(--yishen-surface, #fff); }
ol > li.current { outline: 2px solid #4285f4; outline-offset: 1px; }
ol > li.aside { opacity: .7; }
.block { --mark: var(--yishen-block, #c53030); } .review { --mark: var(--yishen-review, #97600f); } .advise { --mark: var(--yishen-advise, #2b6cb0); }
.pass { --mark: var(--yishen-pass, #2f7a55); } .failed { --mark: var(--yishen-muted, #5b6770); }
.level { color: var(--mark); font-weight: 600; white-space: nowrap; }
.words { font-weight: 600; overflow-wrap: anywhere; }
.line { display: flex; gap: .6em; align-items: baseline; flex-wrap: wrap; }
p { margin: .25em 0; overflow-wrap: anywhere; }
.why, .basis { color: var(--yishen-muted, #5b6770); font-size: .9em; }
ul { margin: .25em 0; padding-inline-start: 1.2em; font-size: .95em; }
.do { display: flex; gap: .4em; flex-wrap: wrap; margin-top: .4em; }
button { font: inherit; font-size: .9em; color: inherit; background: var(--yishen-button, #f3f5f7); border: 1px solid var(--yishen-line, #dfe4e8); border-radius: 6px; padding: .1em .7em; cursor: pointer; }
button:hover { border-color: currentColor; }
button:focus-visible, input:focus-visible { outline: 2px solid #4285f4; outline-offset: 1px; }
form { display: flex; gap: .4em; margin-top: .4em; flex-wrap: wrap; }
input { font: inherit; font-size: .9em; flex: 1 1 12em; min-width: 0; color: inherit; background: transparent; border: 1px solid var(--yishen-line, #dfe4e8); border-radius: 6px; padding: .1em .6em; }
footer { margin-top: .9em; color: var(--yishen-muted, #5b6770); font-size: .9em; }
.status { min-height: 1.7em; font-size: .9em; color: var(--yishen-muted, #5b6770); }
`;

const ICONS: Record<Severity, string> = { block: "■", review: "▲", advise: "●" };
const RANK: Record<Severity, number> = { block: 0, review: 1, advise: 2 };

// Node has no elements; importing this module must not fail there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<yishen-panel>`: the findings of a kit with why, basis and what to write instead; 定位, 替换, 复制建议, 忽略; who must
 * approve. It can be used by keyboard alone: F8 and Shift+F8 go from finding to finding, in the panel and in the editor.
 * It speaks English where `lang` of it, or of what it stands in, is English; rules speak Chinese. Colours follow the properties
 * `--yishen-text`, `-muted`, `-line`, `-surface`, `-button`, and `-block`, `-review`, `-advise`, `-pass` for what is found.
 *
 * `setAside` is sent as an event with `{ finding, reason }` when a finding is set aside.
 */
export class YishenPanel extends Base {
  #kit: Kit | undefined;
  #report: Report | undefined;
  #failure: string | undefined;
  #setAside = new Map<string, string>();
  #current: string | undefined;
  #asking: string | undefined;
  #root: ShadowRoot;
  #body: HTMLElement;
  #status: HTMLElement;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#body = make("div", {});
    this.#status = make("p", { className: "status", role: "status", ariaLive: "polite" });
    this.#root.append(this.#body, this.#status);
    this.#root.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape" && this.#asking) this.#ask(undefined);
    });
  }

  /** For the browser. */
  connectedCallback(): void {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", this.#words.name);
    this.ownerDocument.addEventListener("keydown", this.#step);
    this.#draw();
  }

  /** For the browser. */
  disconnectedCallback(): void {
    this.ownerDocument.removeEventListener("keydown", this.#step);
    this.#kit?.document.removeEventListener("keydown", this.#step);
  }

  /** In the language of the place where it stands. */
  get #words(): Words {
    return wordsOf(this.closest<HTMLElement>("[lang]")?.lang);
  }

  /** The report on show. Without a kit, words cannot be located or replaced. */
  get report(): Report | undefined {
    return this.#report;
  }

  set report(report: Report | undefined) {
    this.show(report);
  }

  /** Shows a kit's report; call it from the kit's `onReport`. */
  show(report: Report | undefined, kit?: Kit): void {
    const count = (shown: Report | undefined): string => shown?.findings.map((finding) => finding.fingerprint).join() ?? "";
    const changed = count(report) !== count(this.#report) || report?.verdict !== this.#report?.verdict;
    if (kit && kit !== this.#kit) {
      // An editor in an iframe has a document of its own.
      this.#kit?.document.removeEventListener("keydown", this.#step);
      this.#kit = kit;
      for (const document of new Set([kit.document, this.ownerDocument])) document.addEventListener("keydown", this.#step);
    }
    this.#report = report;
    this.#failure = undefined;
    // While someone writes a reason, the list stays as it is.
    if (this.#asking && !report?.findings.some((finding) => finding.fingerprint === this.#asking)) this.#asking = undefined;
    this.#draw();
    if (changed && report) this.#say(summary(report, this.#words));
  }

  /** Shows that the text could not be screened. */
  fail(error: unknown): void {
    this.#report = undefined;
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#draw();
  }

  /** Whether the draft may be sent: screens it once more, and shows what forbids it. */
  beforeSubmit(): SubmitDecision {
    // What could not be screened may not be sent: an earlier report says nothing of the text as it is now.
    const report = this.#kit ? this.#screened(this.#kit) : this.#report;
    const open = report?.findings.filter((finding) => finding.severity === "block" && !finding.preview && !this.#setAside.has(finding.fingerprint)) ?? [];
    const [first] = open;
    if (first) this.#go(first);
    return { allowed: report !== undefined && open.length === 0, open, setAside: this.#setAside };
  }

  #screened(kit: Kit): Report | undefined {
    try {
      return kit.refresh();
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  /** Why findings were set aside, by fingerprint. */
  get setAside(): ReadonlyMap<string, string> {
    return this.#setAside;
  }

  #draw(): void {
    const focused = (this.#root.activeElement as HTMLElement | null)?.dataset["key"];
    const reason = this.#root.querySelector("input")?.value ?? "";
    this.#body.replaceChildren(...this.#parts(reason));
    if (focused) this.#root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #parts(reason: string): HTMLElement[] {
    const report = this.#report;
    const words = this.#words;
    if (this.#failure !== undefined) return [head("failed", words.failed, this.#failure)];
    if (!report) return [head("failed", words.waiting, words.waitingNote)];
    const findings = this.#listed();
    const aside = findings.filter((finding) => this.#setAside.has(finding.fingerprint)).length;
    const list = make("ol", { ariaLabel: words.findings }, ...findings.map((finding) => this.#item(finding, reason)));
    const foot = make("footer", {});
    if (report.route.length > 0) foot.append(make("p", {}, `${words.approvers}${report.route.map((step) => step.who).join(" → ")}`));
    for (const line of unchecked(report, words)) foot.append(make("p", {}, `${words.notChecked}${line}`));
    return [head(report.verdict, words.verdicts[report.verdict], counts(findings, aside, words)), list, foot];
  }

  /** Findings in the order of the list: the most serious first, those set aside last. */
  #listed(): Finding[] {
    const isAside = (finding: Finding): number => Number(this.#setAside.has(finding.fingerprint));
    return [...(this.#report?.findings ?? [])].sort((a, b) => isAside(a) - isAside(b) || RANK[a.severity] - RANK[b.severity]);
  }

  #item(finding: Finding, reason: string): HTMLElement {
    const { fingerprint, severity } = finding;
    const said = this.#words;
    const given = this.#setAside.get(fingerprint);
    const replacing = finding.suggestions.find((suggestion) => suggestion.replaces);
    const button = (name: string, key: string, act: () => void): HTMLElement => {
      const made = make("button", { type: "button", onclick: act, ariaLabel: `${name}: ${finding.text}` }, name);
      made.dataset["key"] = `${fingerprint}/${key}`;
      return made;
    };
    const acts = make("div", { className: "do" });
    if (this.#kit && finding.field === "body" && !finding.whole) acts.append(button(said.locate, "go", () => this.#go(finding)));
    if (this.#kit && replacing && !finding.ranges) acts.append(button(said.replace(replacing.text), "replace", () => void this.#replace(finding, replacing.text)));
    if (finding.suggestions.length > 0) acts.append(button(said.copy, "copy", () => void this.#copy(finding.suggestions.map((s) => s.text).join("\n"))));
    if (given === undefined) acts.append(button(`${said.setAside}…`, "aside", () => this.#ask(finding)));
    else acts.append(button(said.takeBack, "back", () => this.#takeBack(finding)));
    const level = make("span", { className: "level" }, `${ICONS[severity]} ${said.severities[severity]}`);
    const words = finding.whole ? said.whole(said.fields[finding.field]) : said.quoted(finding.text);
    const item = make(
      "li",
      { className: `${severity}${given === undefined ? "" : " aside"}${this.#current === fingerprint ? " current" : ""}` },
      make("div", { className: "line" }, level, make("span", { className: "words" }, words)),
      make("p", {}, finding.message),
      make("p", { className: "why" }, finding.why),
    );
    if (finding.suggestions.length > 0) item.append(make("ul", { ariaLabel: said.suggestions }, ...finding.suggestions.map((s) => make("li", {}, s.text))));
    if (finding.basis.length > 0) item.append(make("p", { className: "basis" }, `${said.basis}${finding.basis.map(citation).join("；")}`));
    if (given !== undefined) item.append(make("p", {}, said.wasSetAside(given)));
    item.append(acts);
    if (this.#asking === fingerprint) item.append(this.#question(finding, reason));
    return item;
  }

  #question(finding: Finding, reason: string): HTMLElement {
    const said = this.#words;
    const input = make("input", { required: true, value: reason, placeholder: said.reasonExample, ariaLabel: said.reason });
    input.dataset["key"] = `${finding.fingerprint}/reason`;
    const form = make("form", {}, input, make("button", { type: "submit" }, said.confirm), make("button", { type: "button", onclick: () => this.#ask(undefined) }, said.cancel));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = input.value.trim();
      if (!given) return;
      this.#setAside.set(finding.fingerprint, given);
      this.#asking = undefined;
      input.value = "";
      this.#draw();
      this.#say(said.said.setAside);
      this.dispatchEvent(new CustomEvent("setAside", { detail: { finding, reason: given }, bubbles: true, composed: true }));
    });
    return form;
  }

  #ask(finding: Finding | undefined): void {
    const before = this.#asking;
    this.#asking = finding?.fingerprint;
    this.#draw();
    if (finding) this.#root.querySelector("input")?.focus();
    else if (before) this.#root.querySelector<HTMLElement>(`[data-key="${CSS.escape(`${before}/aside`)}"]`)?.focus();
  }

  #takeBack(finding: Finding): void {
    this.#setAside.delete(finding.fingerprint);
    this.#draw();
  }

  #go(finding: Finding): void {
    this.#current = finding.fingerprint;
    this.#draw();
    this.#root.querySelector("li.current")?.scrollIntoView({ block: "nearest" });
    this.#kit?.locate(finding);
  }

  async #replace(finding: Finding, text: string): Promise<void> {
    if (await this.#kit?.replace(finding, text)) this.#say(this.#words.said.replaced);
    else await this.#copy(text, this.#words.said.refused);
  }

  async #copy(text: string, done = this.#words.said.copied): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#say(done);
    } catch {
      this.#say(this.#words.said.notCopied(text));
    }
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }

  /** F8: in the panel from item to item, elsewhere from one finding's words to the next one's. */
  #step = (event: KeyboardEvent): void => {
    if (event.key !== "F8" || event.defaultPrevented || !this.#report?.findings.length) return;
    event.preventDefault();
    const by = event.shiftKey ? -1 : 1;
    const next = <T>(all: T[], at: number): T | undefined => all.at((at < 0 && by < 0 ? -1 : at + by) % all.length);
    const items = [...this.#root.querySelectorAll<HTMLElement>("ol > li")];
    const at = items.findIndex((item) => item.contains(this.#root.activeElement));
    if (at >= 0 || !this.#kit) {
      next(items, at)?.querySelector("button")?.focus();
      return;
    }
    const findings = this.#listed();
    const finding = next(findings, findings.findIndex((one) => one.fingerprint === this.#current));
    if (!finding) return;
    this.#go(finding);
    this.#say(`${this.#words.severities[finding.severity]} ${finding.message}`);
  };
}

/** Makes `<yishen-panel>` known to the page; more than once does no harm. */
export function definePanel(): void {
  if (!customElements.get("yishen-panel")) customElements.define("yishen-panel", YishenPanel);
}

function head(kind: string, title: string, note: string): HTMLElement {
  return make("header", { className: kind }, make("h2", { className: "level" }, title), make("p", {}, note));
}

function counts(findings: Finding[], aside: number, words: Words): string {
  const parts = (["block", "review", "advise"] as const).map((severity) => [words.severities[severity], findings.filter((f) => f.severity === severity).length] as const);
  const told = parts.filter(([, count]) => count > 0).map(([name, count]) => words.count(name, count));
  if (aside > 0) told.push(words.countAside(aside));
  return told.join(words.join);
}

function summary(report: Report, words: Words): string {
  return `${words.verdicts[report.verdict]} ${counts(report.findings, 0, words)}`;
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> & { role?: string },
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}
