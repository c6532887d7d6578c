import type { Diagnostic } from "../errors.js";
import type { ScreenerOptions } from "../screener.js";

/** What the worker can be asked: the first request makes its screener. */
export type Call =
  | { method: "create"; args: [ScreenerOptions] }
  | { method: "screen" | "screenFile" | "explain" | "redact" | "annotate"; args: unknown[] };
/** A call with the number that its answer carries. */
export type Request = Call & { id: number };
export type Answer = { id: number } & ({ ok: unknown } | { diagnostics: readonly Diagnostic[] } | { error: string });
