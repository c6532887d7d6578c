import { YishenError, fromNative } from "./errors.js";
import type { About, Draft, Operator, PackVersion, Replacement, Report, Rule, Veto } from "./types.js";

/** What wasm-bindgen writes for the native half. */
export interface Glue {
  initSync(options: { module: WebAssembly.Module }): unknown;
  /** Gives the instance up for a new one of the same code. */
  __wbg_reset_state(): void;
  Engine: new (known: string, compiled?: Uint8Array) => NativeEngine;
}

export interface NativeEngine {
  screen(draft: string, loneSurrogates: number, masked: boolean): string;
  session(): NativeSession;
  screen_file?(draft: string, bytes: Uint8Array, suffix: string): string;
  annotate?(draft: string, bytes: Uint8Array, date: string): Uint8Array<ArrayBuffer>;
  explain(draft: string, loneSurrogates: number): string;
  redact(draft: string, loneSurrogates: number, options: string): string;
  rules(): string;
  packs(): string;
  free(): void;
}

export type NativeSession = Pick<NativeEngine, "screen" | "free">;

/** WebAssembly as code, bytes, or where it is to be fetched. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** What a screener is made of. `channel`, `genre`, `date` and `facts` hold for every draft that does not say otherwise. */
export interface ScreenerOptions extends About {
  /** One file that `yishen rules compile` wrote: a hospital's rules with the built-in ones. None gives the built-in pack. */
  packs?: readonly BufferSource[];
  /** Where the WebAssembly is, when it is not beside this module. */
  wasm?: WasmSource;
}

export interface ScreenOptions {
  /** Masks private words in the report. */
  masked?: boolean;
}

export interface RedactOptions {
  /** `mask` when not given. */
  operator?: Operator;
  /** Other operators by what was recognised: `{ mobile: "replace" }`. */
  kinds?: Record<string, Operator>;
  /** The secret of `hash`. */
  key?: string;
}

export interface Redacted {
  /** Every field with its private words replaced. */
  fields: { title?: string; summary?: string; body?: string; caption?: string };
  replacements: Replacement[];
}

export interface ScreenedFile {
  report: Report;
  /** What the report's offsets of the body index: the source of HTML and Markdown, the text of a Word file. */
  body: string;
  /** What a reader sees: the body without its markup, a paragraph a line. */
  text: string;
  /** For each finding the place of its words in `text`; nothing for one that stands elsewhere. */
  places: ([start: number, end: number] | null)[];
}

/**
 * One build of the native half: its code is fetched once, and a fetch that failed is tried again by the next call. After
 * a trap its instance is given up and another made from the same code.
 */
class Build {
  #glue: Glue;
  #load: () => Promise<WasmSource>;
  #module: Promise<WebAssembly.Module> | undefined;
  /** Counts instances: engines of older ones are gone. */
  #generation = 0;
  #restart: (() => void) | undefined;

  constructor(glue: Glue, load: () => Promise<WasmSource>) {
    this.#glue = glue;
    this.#load = load;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Makes the first instance. */
  async ready(source?: WasmSource): Promise<void> {
    this.#module ??= compile(source, this.#load);
    try {
      const module = await this.#module;
      if (!this.#restart) {
        this.#restart = () => {
          this.#glue.__wbg_reset_state();
          this.#generation += 1;
        };
        this.#glue.initSync({ module });
      }
    } catch (cause) {
      this.#module = undefined;
      const hint = "请检查网络和 wasm 的地址；页面有 CSP 的，要允许 script-src 'wasm-unsafe-eval'；可以再次调用 createScreener";
      throw new YishenError({ code: "not-loaded", message: "检查程序没有载入", hint }, { cause });
    }
  }

  engine(known: string, compiled: Uint8Array | undefined): NativeEngine {
    return this.call(() => new this.#glue.Engine(known, compiled));
  }

  /** Runs something of the native half. */
  call<T>(run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
        this.#restart?.();
        const hint = "程序已重新启动，可以再试；若总是这样，请先缩短稿件";
        throw new YishenError({ code: "crashed", message: "检查时程序出错，这篇稿件没有检查", hint }, { cause: thrown });
      }
      throw fromNative(thrown);
    }
  }
}

async function compile(given: WasmSource | undefined, load: () => Promise<WasmSource>): Promise<WebAssembly.Module> {
  let source = given ?? (await load());
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (typeof Response === "undefined" || !(source instanceof Response)) return WebAssembly.compile(source as BufferSource);
  if (!source.ok) throw new Error(`${source.url}: ${source.status}`);
  // Streaming asks for exactly this media type, which many servers do not know or add a charset to.
  const streamed = source.headers.get("Content-Type") === "application/wasm";
  return streamed ? WebAssembly.compileStreaming(source) : WebAssembly.compile(await source.arrayBuffer());
}

/** Screens drafts; immutable. Everything it gives is a plain object. */
export class Screener {
  #build: Build;
  #known: string;
  #compiled: Uint8Array | undefined;
  #engine: NativeEngine | undefined;
  #generation: number;
  #rules: Map<string, Rule> | undefined;

  /** Use `createScreener`. */
  constructor(build: Build, options: ScreenerOptions) {
    const { packs = [], wasm: _, ...known } = options;
    if (packs.length > 1) {
      const hint = "请用 yishen rules compile 把几个规则包编译成一个 .yspack";
      throw new YishenError({ code: "pack-not-linked", message: "编译过的 .yspack 已含内置规则，只能单独使用", hint });
    }
    this.#build = build;
    this.#known = JSON.stringify({ channel: "website", ...known });
    this.#compiled = packs[0] && bytesOf(packs[0]);
    this.#generation = build.generation;
    this.#engine = build.engine(this.#known, this.#compiled);
  }

  /**
   * Screens a draft; a string is one of plain text. About a millisecond for an article.
   *
   * @throws {@link YishenError} for what is no draft: channels, genres, facts that are not known, wrong types.
   */
  screen(draft: string | Draft, options: ScreenOptions = {}): Report {
    const [json, lone] = written(draft);
    return this.#call((engine) => engine.screen(json, lone, options.masked ?? false)) as Report;
  }

  /**
   * For one draft that is screened again and again as it is written: its `screen` gives the same reports, and reads only
   * the paragraphs that changed since its last.
   */
  session(): Pick<Screener, "screen"> {
    let session: NativeSession | undefined;
    let of: NativeEngine | undefined;
    const screen: Screener["screen"] = (draft, options = {}) => {
      const [json, lone] = written(draft);
      const native = (engine: NativeEngine): NativeSession => {
        // After a trap there is another engine.
        if (!session || of !== engine) [session, of] = [engine.session(), engine];
        return session;
      };
      return this.#call((engine) => native(engine).screen(json, lone, options.masked ?? false)) as Report;
    };
    return { screen };
  }

  /**
   * Screens a Word, HTML, Markdown or text file; the suffix of `name` tells which.
   *
   * @throws {@link YishenError} for files that cannot be read, and in builds other than `yishen/documents`.
   */
  screenFile(bytes: BufferSource, name: string, about: Omit<Draft, "body" | "format"> = {}): ScreenedFile {
    const suffix = name.slice(name.lastIndexOf(".") + 1);
    const [json] = written({ ...about, body: "" });
    return this.#call((engine) => engine.screen_file?.(json, bytesOf(bytes), suffix) ?? unsupported()) as ScreenedFile;
  }

  /**
   * Screens a Word file and gives it with a comment (批注) on the words of each finding; nothing else in it changes. The
   * comments carry the day `day`, `YYYY-MM-DD`; today when not given.
   *
   * @throws {@link YishenError} for files that cannot be read, and in builds other than `yishen/documents`.
   */
  annotate(bytes: BufferSource, about: Omit<Draft, "body" | "format"> = {}, day = today()): Uint8Array<ArrayBuffer> {
    const [json] = written({ ...about, body: "" });
    return this.#run((engine) => engine.annotate?.(json, bytesOf(bytes), day) ?? unsupported());
  }

  /** Screens a draft and says of each hit that is no finding why it is none. */
  explain(draft: string | Draft): { report: Report; vetoes: Veto[] } {
    const [json, lone] = written(draft);
    return this.#call((engine) => engine.explain(json, lone)) as { report: Report; vetoes: Veto[] };
  }

  /** The draft with its private words replaced, the same words by the same throughout. */
  redact(draft: string | Draft, options: RedactOptions = {}): Redacted {
    const [json, lone] = written(draft);
    const { operator = "mask", kinds = {}, key = "" } = options;
    return this.#call((engine) => engine.redact(json, lone, JSON.stringify({ operator, kinds: Object.entries(kinds), key }))) as Redacted;
  }

  /** Every rule by its id, in the order of packs and ids. */
  get rules(): ReadonlyMap<string, Rule> {
    this.#rules ??= new Map((this.#call((engine) => engine.rules()) as Rule[]).map((rule) => [rule.id, rule]));
    return this.#rules;
  }

  /** The rule packs, in order. */
  get packs(): PackVersion[] {
    return this.#call((engine) => engine.packs()) as PackVersion[];
  }

  /** Gives its memory back; it cannot be used afterwards. What is forgotten is freed by the garbage collector too. */
  free(): void {
    if (this.#generation === this.#build.generation) this.#engine?.free();
    this.#engine = undefined;
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #call(run: (engine: NativeEngine) => string): unknown {
    return JSON.parse(this.#run(run));
  }

  #run<T>(run: (engine: NativeEngine) => T): T {
    if (!this.#engine) throw new YishenError({ code: "freed", message: "这个检查器已经释放", hint: "请用 createScreener 另做一个" });
    if (this.#generation !== this.#build.generation) {
      this.#engine = this.#build.engine(this.#known, this.#compiled);
      this.#generation = this.#build.generation;
    }
    const engine = this.#engine;
    return this.#build.call(() => run(engine));
  }
}

/** `createScreener` of one build; `load` says where its WebAssembly is. */
export function creator(glue: Glue, load: () => Promise<WasmSource>): (options?: ScreenerOptions) => Promise<Screener> {
  const build = new Build(glue, load);
  return async (options = {}) => {
    await build.ready(options.wasm);
    return new Screener(build, options);
  };
}

/** A draft as JSON. Lone surrogates are read as U+FFFD, one for one, so that offsets stay the same; their number is told. */
function written(draft: string | Draft): [json: string, loneSurrogates: number] {
  let lone = 0;
  const whole = typeof draft === "string" ? { body: draft } : draft;
  const json = JSON.stringify(whole, (_, value: unknown) =>
    typeof value === "string"
      ? value.replace(/\p{Surrogate}/gu, () => {
          lone += 1;
          return "\uFFFD";
        })
      : value,
  );
  return [json, lone];
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
}

function unsupported(): never {
  throw new YishenError({ code: "unsupported-format", message: "这个版本不读文件", hint: "请从 yishen/documents 引入 createScreener" });
}

/** Today where people are, `YYYY-MM-DD`. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
