/** One thing that is wrong, with its remedy; words in Chinese. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-value`, `missing-key`, `unsupported-format`, `pack-unreadable`, `not-loaded`, `crashed`, … */
  code: string;
  message: string;
  hint: string;
}

/** What this package throws. */
export class YishenError extends Error {
  override readonly name = "YishenError";
  /** At least one. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostic: Diagnostic, options?: ErrorOptions) {
    super(`${diagnostic.message}；${diagnostic.hint}`, options);
    this.diagnostics = [diagnostic];
  }

  /** The code of the first diagnostic. */
  get code(): string {
    return this.diagnostics[0]?.code ?? "";
  }
}

/** What the native half threw: its faults are JSON. */
export function fromNative(thrown: unknown): unknown {
  return typeof thrown === "string" ? new YishenError(JSON.parse(thrown) as Diagnostic) : thrown;
}
