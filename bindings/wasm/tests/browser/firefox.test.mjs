// yishen.html, opened as a file in Debian's Firefox.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "puppeteer-core";

import { dist, painted, serve } from "./chromium.mjs";

const address = new URL("yishen.html", dist).href;
let browser;
let page;
const [requests, errors] = [[], []];
// Firefox tells of what stands in an address itself, too, which leaves no machine, and of no file.
const note = (request) => request.url().startsWith("data:") || requests.push(request.url());
before(async () => {
  browser = await launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true });
  page = await browser.newPage();
  page.on("request", note);
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(address);
});
after(() => browser?.close());

const verdict = (words) =>
  page.waitForFunction((words) => document.querySelector("yishen-panel")?.shadowRoot.querySelector("h2")?.textContent.includes(words), { timeout: 10_000 }, words);
const finding = () => page.$eval("yishen-panel", (panel) => panel.shadowRoot.querySelector("ol > li")?.innerText ?? "");

test("a draft is screened and painted as it is written, without a request", async () => {
  const rate = "我科肩周炎治愈率高达98%，欢迎就诊。";
  await verdict("等待稿件");
  await page.click("#body");
  await page.keyboard.type(rate);
  await verdict("禁止发布");
  assert.deepEqual(await page.evaluate(painted), { "yishen-block": ["治愈率高达98%"] });
  assert.equal(await page.$eval("#body", (body) => body.textContent), rate);
  assert.match(await finding(), /治愈率高达98%[^]*广告法/);
  assert.deepEqual(requests, []);
  assert.deepEqual(errors, []);
  // The page's own policy forbids it to make one; of another page's the browser tells.
  const server = await serve({ "/": "" });
  const other = await browser.newPage();
  other.on("request", note);
  await other.goto(server.origin);
  assert.equal(requests[0], `${server.origin}/`);
  await other.close();
  server.close();
  await page.bringToFront();
});

test("a replacement is written into the draft, and taken back by undo", async () => {
  const text = () => page.$eval("#body", (body) => body.textContent);
  await page.reload();
  await page.click("#body");
  await page.keyboard.type("按照国家卫计委要求开展培训。");
  await page.waitForFunction((label) => {
    const buttons = [...document.querySelector("yishen-panel").shadowRoot.querySelectorAll("button")];
    const button = buttons.find((button) => button.textContent.includes(label));
    button?.click();
    return button !== undefined;
  }, {}, "替换为");
  await verdict("未命中已收录规则");
  assert.equal(await text(), "按照国家卫生健康委要求开展培训。");
  await page.click("#body");
  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await page.keyboard.up("Control");
  await verdict("须审核");
  assert.equal(await text(), "按照国家卫计委要求开展培训。");
});
