// The worker's client, with the real worker.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, serve } from "./chromium.mjs";

let browser;
let server;
let page;
before(async () => {
  browser = await launch();
  server = await serve({ "/": `<!doctype html><meta charset="utf-8">` });
  page = await browser.newPage();
  await page.goto(server.origin);
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Runs a body in the page; it has `make` and `outcome`, which gives what a promise failed with. */
const run = (body) =>
  page.evaluate(
    (body) =>
      new Function(
        `return (async () => {
          const { createScreener, createWorkerScreener: make } = { ...(await import("/dist/index.js")), ...(await import("/dist/worker.js")) };
          const outcome = (promise) => promise.then((report) => report.verdict, (error) => (error instanceof DOMException ? error.name : error.code));
          const rate = "我科肩周炎治愈率高达98%，欢迎就诊。";
          ${body}
        })()`,
      )(),
    body,
  );

test("answers are those of the screener, each to its own call", async () => {
  const same = await run(`
    const [worker, screener] = [await make({ channel: "wechat" }), await createScreener({ channel: "wechat" })];
    const drafts = ["今天天气晴。", rate, { title: "通知", body: "门诊时间照常。" }];
    const reports = await Promise.all(drafts.map((draft) => worker.screen(draft)));
    const file = await worker.screenFile(new TextEncoder().encode("<p>治<b>愈率</b>高达98%</p>"), "x.html");
    worker.close();
    return { reports: JSON.stringify(reports) === JSON.stringify(drafts.map((draft) => screener.screen(draft))), text: file.text };`);
  assert.deepEqual(same, { reports: true, text: "治愈率高达98%" });
});

test("faults are errors with codes; the next call works", async () => {
  const outcomes = await run(`
    const worker = await make();
    const made = [await outcome(worker.screen({ body: "x", channel: "facebook" })), await outcome(worker.screen({ body: () => 1 })), await outcome(worker.screen(rate))];
    worker.close();
    return [...made, await outcome(worker.screen(rate)), await outcome(make({ channel: "facebook" })), await outcome(make({ wasm: "/missing.wasm" }))];`);
  assert.deepEqual(outcomes, ["unknown-value", "DataCloneError", "block", "freed", "unknown-value", "not-loaded"]);
});

test("a call can be given up, and the latest one wins", async () => {
  const outcomes = await run(`
    const worker = await make();
    const given = new AbortController();
    const calls = [
      worker.screen(rate, { signal: given.signal }),
      worker.screen(rate, { latest: true }),
      worker.screen(rate),
      worker.screen("今天天气晴。", { latest: true }),
      worker.screen(rate, { signal: AbortSignal.abort() }),
    ].map(outcome);
    given.abort();
    const made = await Promise.all(calls);
    worker.close();
    return made;`);
  assert.deepEqual(outcomes, ["AbortError", "AbortError", "block", "pass", "AbortError"]);
});

test("when the worker dies, its call fails, and those after it get a new worker", async () => {
  const outcomes = await run(`
    const made = [];
    const worker = await make({ worker: () => made[made.push(new Worker("/dist/worker-thread.js", { type: "module" })) - 1] });
    const calls = [outcome(worker.screen(rate)), outcome(worker.screen("今天天气晴。"))];
    made[0].onerror(new ErrorEvent("error"));
    const first = await Promise.all(calls);
    made[1].onerror(new ErrorEvent("error"));
    const later = await outcome(worker.screen(rate));
    worker.close();
    return [...first, later, made.length];`);
  assert.deepEqual(outcomes, ["crashed", "pass", "block", 3]);
});

test("a worker that cannot be loaded fails every call in words, and is not tried for ever", async () => {
  const outcomes = await run(`
    let tries = 0;
    const missing = () => { tries += 1; return new Worker("/missing.js", { type: "module" }); };
    return [await outcome(make({ worker: missing })), tries];`);
  assert.deepEqual(outcomes, ["not-loaded", 1]);
});
