import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { build } from "esbuild";

import { YishenError, createScreener } from "yishen";
import { createScreener as createDocuments } from "yishen/documents";
import { createScreener as createInline } from "yishen/inline";

const wasm = readFileSync(new URL(import.meta.resolve("yishen/yishen.wasm")));
const rate = "我科肩周炎治愈率高达98%，欢迎就诊。";
const coded = (code) => (error) => error instanceof YishenError && error.code === code && error.diagnostics[0].hint !== "";

test("a load that failed can be tried again", async () => {
  // Another module instance: its WebAssembly is not loaded yet.
  const { createScreener } = await import("../dist/index.js?fresh");
  await assert.rejects(createScreener({ wasm: new Uint8Array([0, 1, 2]) }), (error) => error.code === "not-loaded");
  const screener = await createScreener({ wasm });
  assert.equal(screener.screen(rate).verdict, "block");
});

test("what is said to the screener holds for drafts that do not say otherwise", async () => {
  const screener = await createScreener({ channel: "wechat", genre: "science", date: "2026-11-22", facts: { "ai-assisted": true } });
  const report = screener.screen("今天天气晴。");
  assert.deepEqual([report.channel, report.genre.id, report.genre.inferred, report.date], ["wechat", "science", false, "2026-11-22"]);
  assert.equal(screener.screen({ body: "今天天气晴。", genre: "news" }).genre.id, "news");
  assert.equal(screener.screen({ body: "您好。", channel: "reply" }).genre, undefined);
});

test("facts change the verdict", async () => {
  const screener = await createScreener();
  const body = "患者吉明，男，57岁，因直肠癌入住我院。";
  assert.equal(screener.screen(body).verdict, "block");
  assert.equal(screener.screen({ body, facts: { "patient-consent": true } }).verdict, "pass");
});

test("a lone surrogate is read as one U+FFFD, and told", async () => {
  const screener = await createScreener();
  const text = `\uD83D前，${rate}`;
  const report = screener.screen(text);
  const [finding] = report.findings;
  assert.equal(text.slice(finding.start, finding.end), "治愈率高达98%");
  assert.deepEqual(report.not_checked.filter((entry) => entry.kind === "encoding").map((entry) => entry.count), [1]);
});

test("errors are errors with diagnostics, and quote nothing of the draft", async () => {
  const screener = await createScreener();
  assert.throws(() => screener.screen({ body: "x", chanel: "wechat" }), coded("unknown-value"));
  assert.throws(() => screener.screen({ body: "x", channel: "facebook" }), coded("unknown-value"));
  assert.throws(() => screener.screen({}), coded("missing-key"));
  assert.throws(() => screener.screen({ body: "x", title: 13800138000 }), (error) => coded("wrong-type")(error) && !error.message.includes("138"));
  assert.throws(() => screener.screen({ body: "x", format: "html" }), coded("unsupported-format"));
  assert.throws(() => screener.redact("x", { operator: "hash" }), coded("missing-key"));
  await assert.rejects(createScreener({ packs: [new Uint8Array([1, 2, 3])] }), coded("pack-unreadable"));
  await assert.rejects(createScreener({ channel: "reply", genre: "news" }), coded("genre-without-meaning"));
});

test("private words are replaced, and masked where asked for", async () => {
  const screener = await createScreener();
  const text = "患者家属电话13800138000，请回电。";
  const { fields, replacements } = screener.redact(text, { operator: "replace" });
  assert.equal(fields.body, "患者家属电话〔手机号1〕，请回电。");
  assert.equal(text.slice(replacements[0].start, replacements[0].end), "13800138000");
  assert.ok(!JSON.stringify(screener.screen(text, { masked: true })).includes("13800138000"));
});

test("it says why something is no finding", async () => {
  const screener = await createScreener();
  const { vetoes } = screener.explain("谨防“祖传秘方”骗局");
  assert.ok(vetoes.some((veto) => veto.rule === "advertising/secret-recipe" && veto.by === "谨防"));
});

test("rules and packs can be listed", async () => {
  const screener = await createScreener();
  assert.equal(screener.rules.get("advertising/cure-rate").title, "宣传治愈率、有效率等疗效比率");
  assert.equal(screener.packs[0].name, "yishen");
});

test("the inlined build and the one with documents agree with the small one", async () => {
  const [core, inline, documents] = [await createScreener(), await createInline(), await createDocuments()];
  assert.deepEqual(inline.screen(rate), core.screen(rate));
  assert.deepEqual(documents.screen(rate), core.screen(rate));
  const bytes = new TextEncoder().encode("<p>治<b>愈率</b>高达98%</p>");
  const { report, body } = documents.screenFile(bytes, "x.html");
  assert.equal(report.findings[0].text, "治愈率高达98%");
  assert.equal(body, "<p>治<b>愈率</b>高达98%</p>");
  assert.throws(() => core.screenFile(bytes, "x.html"), (error) => error.code === "unsupported-format");
  assert.throws(() => documents.screenFile(new Uint8Array([80, 75, 3, 4]), "x.docx"), (error) => error.code === "unreadable");
});

test("a trap ends its instance only", async () => {
  const bundled = await build({ entryPoints: [new URL("../js/screener.ts", import.meta.url).pathname], bundle: true, format: "esm", write: false });
  const { creator } = await import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`);
  const glue = await import("../../../target/npm/glue/core.js");
  // (module (func (export "trap") unreachable))
  const trapping = new WebAssembly.Module(
    Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11]),
  );
  const { trap } = new WebAssembly.Instance(trapping).exports;
  let traps = 1;
  class Engine extends glue.Engine {
    screen(...given) {
      if (traps-- > 0) trap();
      return super.screen(...given);
    }
  }
  const create = creator({ initSync: glue.initSync, __wbg_reset_state: glue.__wbg_reset_state, Engine }, async () => wasm);
  const [first, second] = [await create(), await create()];
  assert.throws(() => first.screen(rate), (error) => error.code === "crashed");
  assert.equal(first.screen(rate).verdict, "block");
  assert.equal(second.screen(rate).verdict, "block");
  const session = first.session();
  session.screen(rate);
  traps = 1;
  assert.throws(() => second.screen(rate), (error) => error.code === "crashed");
  assert.equal(session.screen(rate).verdict, "block");
  first.free();
  second.free();
});

test("a session reports what screening the whole draft does", async () => {
  const screener = await createScreener({ channel: "wechat" });
  const session = screener.session();
  const paragraphs = ["患者吉明，男，57岁，", "因直肠癌入住我院。", "门诊时间照常。", "所谓“包治百病”都是骗局。"];
  for (let step = 0; step < 40; step += 1) {
    const at = (step * 7) % paragraphs.length;
    if (step % 5 === 4) paragraphs.splice(at, 1);
    else if (step % 3 === 0) paragraphs.splice(at, 0, step % 2 ? rate : "据说喝醋能软化血管。");
    else paragraphs[at] += "好";
    const draft = { title: step % 4 ? "冬季养生" : "治愈率99%", body: paragraphs.join("\n"), facts: { "patient-consent": step % 6 === 0 } };
    assert.deepEqual(session.screen(draft), screener.screen(draft), `step ${step}`);
  }
  assert.throws(() => session.screen({ body: "", channel: "fax" }), coded("unknown-value"));
  assert.equal(session.screen(rate).verdict, "block");
  screener.free();
  assert.throws(() => session.screen(rate), coded("freed"));
});

test("memory does not grow with calls", async () => {
  const screener = await createScreener();
  for (let i = 0; i < 2000; i += 1) screener.screen(rate);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 20_000; i += 1) screener.screen(rate);
  assert.ok(process.memoryUsage().rss - before < 100e6, "a kilobyte a call would be 20 MB, a report 5 KB");
});

test("a freed screener says so", async () => {
  const screener = await createScreener();
  screener.free();
  screener.free();
  assert.throws(() => screener.screen(rate), coded("freed"));
});
