/** Where a draft will appear. */
export type Channel = "website" | "wechat" | "weibo" | "newspaper" | "video" | "reply" | "comment";
/** What a draft is; inferred where it is not given. */
export type Genre = "news" | "science" | "disclosure" | "notice" | "advertisement" | "trial-recruitment";
/** How serious a finding is. */
export type Severity = "advise" | "review" | "block";
/** What may be done with a draft. `pass` means that no listed rule matched, not that the draft is compliant. */
export type Verdict = "pass" | "review" | "block";
export type Confidence = "low" | "medium" | "high";
export type Category = "prohibited" | "claims" | "privacy" | "advertising" | "institution" | "sourcing" | "terminology" | "reply";
export type FieldName = "title" | "summary" | "body" | "caption";
/** How a body is written. Only `yishen/documents` reads others than `text`. */
export type Format = "text" | "html" | "markdown";
/** What takes the place of private words. */
export type Operator = "mask" | "replace" | "hash" | "remove";

/** What no text can tell. What is absent is not known; `false` is known not to be so. */
export interface Facts {
  /** The patients in the text have agreed in writing to its publication. */
  "patient-consent"?: boolean;
  /** The guardians of the minors in the text have agreed. */
  "guardian-consent"?: boolean;
  /** Artificial intelligence wrote the text or a part of it. */
  "ai-assisted"?: boolean;
  /** Who authorised the publication of an event. */
  "authorised-by"?: string;
  /** The number of the ethics committee's approval. */
  "ethics-approval"?: string;
  /** The certificate of a medical advertisement. Dates are `YYYY-MM-DD`. */
  "ad-approval"?: { number?: string; "valid-until"?: string; text?: string };
  /** Where a reprint comes from. */
  source?: { name?: string; author?: string; date?: string; url?: string; title?: string; text?: string };
  /** The levels that have approved already: `L1`, `L2`, … */
  "approved-by"?: string[];
}

/** What is said of a draft besides its words. What it leaves out is the screener's. */
export interface About {
  channel?: Channel;
  genre?: Genre;
  /** The day on which it will appear, `YYYY-MM-DD`. */
  date?: string;
  facts?: Facts;
}

/** A draft with what is known about it. */
export interface Draft extends About {
  /** Repeated in the report. */
  id?: string;
  title?: string;
  summary?: string;
  body: string;
  caption?: string;
  format?: Format;
}

/** A law or hospital rule. `article` is given only where the law's text was verified. */
export interface Basis {
  law: string;
  title: string;
  version: string;
  article?: string;
}

/** What to write instead. Where `replaces`, the text can stand in the place of the finding's words. */
export interface Suggestion {
  text: string;
  replaces: boolean;
}

/** What made something a finding; offsets are UTF-16 units of `field`. */
export interface Evidence {
  kind: "word" | "entity" | "check" | "fact" | "missing" | "disguise" | "inner";
  note: string;
  field?: FieldName;
  start?: number;
  end?: number;
  text?: string;
}

/**
 * A problem in a draft. `start` and `end` are UTF-16 units of the source of `field`, as `slice` takes them; `line` and
 * `column` count from 1.
 */
export interface Finding {
  rule: string;
  category: Category;
  severity: Severity;
  /** Reported, but not counted. */
  preview?: boolean;
  /** About something missing: mark the margin, not the words. */
  whole?: boolean;
  field: FieldName;
  block: string;
  start: number;
  end: number;
  /** The words' own places, where the hull from `start` to `end` holds anything else, as in marked-up text. */
  ranges?: [start: number, end: number][];
  line: number;
  column: number;
  place?: { part: string; paragraph: number };
  text: string;
  message: string;
  why: string;
  suggestions: Suggestion[];
  basis: Basis[];
  evidence: Evidence[];
  confidence: Confidence;
  /** Stays the same while the words and their clause do. */
  fingerprint: string;
}

/** Who must approve. */
export interface RouteStep {
  level: string;
  who: string;
  because: string[];
  done: boolean;
}

/** What was not looked at. */
export interface NotChecked {
  kind: string;
  count: number;
  place?: string;
  note: string;
}

export interface PackVersion {
  name: string;
  version: string;
  sha256: string;
}

/** A report in its wire form, `yishen.report/1`. */
export interface Report {
  schema: string;
  id?: string;
  verdict: Verdict;
  offset_unit: "utf16";
  genre?: { id: Genre; inferred: boolean; why?: string };
  channel: Channel;
  findings: Finding[];
  route: RouteStep[];
  date?: string;
  masked: boolean;
  not_checked: NotChecked[];
  packs: PackVersion[];
  engine: string;
  digest: string;
}

/** A hit that is no finding, and why. */
export interface Veto {
  rule?: string;
  field: FieldName;
  start: number;
  end: number;
  text: string;
  why: string;
  /** The words that vetoed it; always masked. */
  by?: string;
}

/** Private words that were replaced. It holds them: treat it as the draft itself. */
export interface Replacement {
  field: FieldName;
  start: number;
  end: number;
  kind: string;
  original: string;
  replacement: string;
}

/** A rule: what it says, without what it looks for. */
export interface Rule {
  id: string;
  category: Category;
  title: string;
  severity: Severity;
  severity_by: Record<string, string>;
  preview?: boolean;
  why: string;
  suggestions: string[];
  basis: Basis[];
  since: string;
  /** Why a pack switched it off. */
  off?: string;
}
