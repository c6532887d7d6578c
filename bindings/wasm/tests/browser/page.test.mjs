// yishen.html, opened as a file.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { createScreener } from "yishen/documents";

import { dist, launch, painted } from "./chromium.mjs";

let browser;
let page;
let requests;
let errors;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  [requests, errors] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(new URL("yishen.html", dist).href);
});

const verdict = (words) => page.locator("yishen-panel h2", { hasText: words }).waitFor({ timeout: 10_000 });
const rate = "我科肩周炎治愈率高达98%，欢迎就诊。";
const write = async (text) => {
  await page.click("#body");
  await page.keyboard.insertText(text);
};

test("a draft is screened as it is written, without a request", async () => {
  await verdict("等待稿件");
  await write(rate);
  await verdict("禁止发布");
  assert.deepEqual(await page.evaluate(painted), { "yishen-block": ["治愈率高达98%"] });
  assert.equal(await page.locator("#body").innerHTML(), rate);
  assert.match(await page.locator("yishen-panel ol > li").first().innerText(), /治愈率高达98%[^]*广告法/);
  assert.deepEqual(requests, [new URL("yishen.html", dist).href]);
  assert.deepEqual(errors, []);
});

test("facts change the verdict", async () => {
  await write("患者吉明，男，57岁，因直肠癌入住我院。");
  await verdict("禁止发布");
  await page.click("#facts summary");
  await page.check("[data-fact=patient-consent]");
  await verdict("未命中已收录规则");
});

test("half-typed words are not screened, and the committed ones are", async () => {
  await write("我院保证");
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "gen'zhi'tang'niao'bing", selectionStart: 22, selectionEnd: 22 });
  await page.waitForTimeout(400);
  assert.deepEqual(await page.evaluate(painted), {});
  await session.send("Input.insertText", { text: "根治糖尿病" });
  await verdict("禁止发布");
  assert.equal(await page.locator("#body").innerText(), "我院保证根治糖尿病");
});

test("a finding is set aside by keyboard alone, with a reason", async () => {
  await write(rate);
  await verdict("禁止发布");
  const inPanel = (run) => page.locator("yishen-panel").evaluate(run);
  for (let i = 0; i < 30 && (await inPanel((panel) => panel.shadowRoot.activeElement?.textContent)) !== "忽略…"; i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  assert.equal(await inPanel((panel) => panel.setAside.size), 0, "no reason, nothing set aside");
  await page.keyboard.insertText("引用法规原文");
  await page.keyboard.press("Enter");
  assert.deepEqual(await inPanel((panel) => [...panel.setAside.values()]), ["引用法规原文"]);
  assert.equal(await inPanel((panel) => panel.beforeSubmit().allowed), true);
});

test("the review slip holds findings, basis, approvers and what was set aside", async () => {
  await write(rate);
  await verdict("禁止发布");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const slip = await page.locator("#slip").innerText();
  for (const words of ["审稿单", "禁止发布", "治愈率高达98%", "中华人民共和国广告法", "科室负责人", "宣传科", "签名"]) assert.ok(slip.includes(words), words);
  assert.equal(await page.locator("main").isVisible(), false);
});

test("a Word file is read; what was not looked at is told", async () => {
  await page.setInputFiles("#file", fileURLToPath(new URL("../../../../examples/drafts/12-新闻-骨科新病区.docx", import.meta.url)));
  await verdict("禁止发布");
  assert.match(await page.locator("yishen-panel footer").innerText(), /未检查：/);
});

test("a file that is none is refused in words", async () => {
  await page.setInputFiles("#file", { name: "稿件.docx", mimeType: "", buffer: Buffer.from("PK") });
  await page.locator("#note", { hasText: "打不开" }).waitFor();
});

test("of an HTML file its words are shown, and painted where they stand", async () => {
  const html = "<h1>肩周炎</h1><p>我科治<b>愈率</b>高达98%&nbsp;，欢迎就诊。</p><p>😀包治百病</p>";
  await page.setInputFiles("#file", { name: "稿件.html", mimeType: "text/html", buffer: Buffer.from(html) });
  await verdict("禁止发布");
  assert.equal(await page.locator("#body").textContent(), "肩周炎\n我科治愈率高达98%\u00A0，欢迎就诊。\n😀包治百病");
  const words = Object.values(await page.evaluate(painted)).flat();
  assert.ok(words.includes("治愈率高达98%") && words.some((text) => text.startsWith("包治百病")), words.join("|"));
});

test("a Word file is saved with comments, as long as its text is what was opened", async () => {
  assert.equal(await page.locator("#save").isDisabled(), true);
  await page.setInputFiles("#file", fileURLToPath(new URL("../../../../examples/drafts/12-新闻-骨科新病区.docx", import.meta.url)));
  await verdict("禁止发布");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
  assert.equal(download.suggestedFilename(), "12-新闻-骨科新病区-批注.docx");
  const saved = await readFile(await download.path());
  const screener = await createScreener();
  const read = (bytes) => screener.screenFile(bytes, "稿件.docx");
  const original = await readFile(new URL("../../../../examples/drafts/12-新闻-骨科新病区.docx", import.meta.url));
  assert.equal(read(saved).text.includes(read(original).text), true, "the words are the same");
  assert.ok(saved.includes("word/comments.xml"));
  await write("改动");
  await page.waitForTimeout(400);
  assert.equal(await page.locator("#save").isDisabled(), true);
  assert.deepEqual(requests.filter((url) => !url.startsWith("blob:")), [new URL("yishen.html", dist).href]);
});

test("what was not looked at is said without ids of rules", async () => {
  await write("本院新闻：根治糖尿病。患者家属电话13800138000。");
  await verdict("禁止发布");
  const footer = await page.locator("yishen-panel footer").innerText();
  assert.match(footer, /未检查：/);
  assert.doesNotMatch(footer, /[a-z]+\/[a-z-]+|genre/);
});

test("F8 goes from finding to finding while one writes", async () => {
  await write("我院保证根治糖尿病。\n肩周炎治愈率高达98%。");
  await verdict("禁止发布");
  const selected = () => page.evaluate(() => getSelection().toString());
  await page.keyboard.press("F8");
  const first = await selected();
  await page.keyboard.press("F8");
  const second = await selected();
  await page.keyboard.press("Shift+F8");
  assert.ok(first && second && first !== second, `${first}|${second}`);
  assert.equal(await selected(), first);
});
