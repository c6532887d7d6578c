// Real editors: painted without a change to what they save, replaced through their models, undone exactly.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { build } from "esbuild";

import { launch, painted, serve } from "./chromium.mjs";

const bundled = async (contents) => {
  const made = await build({ stdin: { contents, resolveDir: new URL("../..", import.meta.url).pathname }, bundle: true, format: "esm", write: false });
  return Buffer.from(made.outputFiles[0].contents);
};
const HTML = "<p>我院保证根治糖尿病，<strong>治愈</strong>率高达99%。</p>";

/** For each editor: how its page makes it, giving `{ kit, save, undo }`. */
const EDITORS = {
  contenteditable: `
    const element = document.createElement("div");
    element.contentEditable = "true"; element.innerHTML = HTML; host.append(element);
    return { kit: Y.attach(element, screener), save: () => element.innerHTML, undo: () => document.execCommand("undo") };`,
  iframe: `
    const frame = document.createElement("iframe"); host.append(frame);
    const { body } = frame.contentDocument; body.contentEditable = "true"; body.innerHTML = HTML;
    return { kit: Y.attach(frame, screener), view: frame.contentWindow, save: () => body.innerHTML, undo: () => frame.contentDocument.execCommand("undo") };`,
  textarea: `
    const area = document.createElement("textarea"); area.value = "我院保证根治糖尿病，治愈率高达99%。"; host.append(area);
    return { kit: Y.attach(area, screener), save: () => area.value, undo: () => { area.focus(); document.execCommand("undo"); } };`,
  quill: `
    const { default: Quill } = { default: window.Quill };
    const element = document.createElement("div"); host.append(element);
    const quill = new Quill(element); quill.clipboard.dangerouslyPasteHTML(HTML); quill.history.clear();
    return { kit: Y.attachQuill(quill, screener), save: () => JSON.stringify(quill.getContents().ops), undo: () => quill.history.undo() };`,
  tiptap: `
    const { Editor, StarterKit } = await import("/tiptap.js");
    const editor = new Editor({ element: host, extensions: [StarterKit], content: HTML });
    return { kit: Y.attachProseMirror(editor.view, screener), save: () => editor.getHTML(), undo: () => editor.commands.undo() };`,
  wangeditor: `
    const element = document.createElement("div"); element.style.height = "300px"; host.append(element);
    const editor = window.wangEditor.createEditor({ selector: element, html: HTML, config: {} });
    return { kit: Y.attachWangEditor(editor, screener), save: () => editor.getHtml(), undo: () => editor.undo() };`,
  tinymce: `
    const area = document.createElement("textarea"); area.value = HTML; host.append(area);
    const [editor] = await window.tinymce.init({ target: area, license_key: "gpl", skin: false, content_css: false });
    return { kit: Y.attachTinyMCE(editor, screener), view: editor.getWin(), save: () => editor.getContent(), undo: () => editor.undoManager.undo() };`,
  ckeditor5: `
    const { ClassicEditor, Essentials, Paragraph, Bold } = CKEDITOR;
    const editor = await ClassicEditor.create(host.appendChild(document.createElement("div")), { licenseKey: "GPL", plugins: [Essentials, Paragraph, Bold], initialData: HTML });
    return { kit: Y.attachCKEditor5(editor, screener), save: () => editor.getData(), undo: () => editor.execute("undo") };`,
  codemirror: `
    const { EditorView, basicSetup, undo } = await import("/codemirror.js");
    const editor = new EditorView({ doc: "我院保证根治糖尿病，治愈率高达99%。", extensions: basicSetup, parent: host });
    return { kit: Y.attachCodeMirror(editor, screener), save: () => editor.state.doc.toString(), undo: () => undo(editor) };`,
  ueditor: `
    host.innerHTML = '<script id="ue" type="text/plain"></' + 'script>';
    const editor = UE.getEditor("ue", { initialContent: HTML, serverUrl: "", enableAutoSave: false });
    await new Promise((done) => editor.ready(done));
    return { kit: Y.attachUEditor(editor, screener), view: editor.window, save: () => editor.getContent(), undo: () => editor.execCommand("undo") };`,
};
const SCRIPTS = {
  quill: ["/node_modules/quill/dist/quill.js"],
  wangeditor: ["/node_modules/@wangeditor/editor/dist/index.js"],
  tinymce: ["/node_modules/tinymce/tinymce.js"],
  ckeditor5: ["/node_modules/ckeditor5/dist/browser/ckeditor5.umd.js"],
  ueditor: ["/ueditor/ueditor.config.js", "/ueditor/ueditor.all.min.js"],
};
const page = (name) => `<!doctype html><meta charset="utf-8"><div id="host" style="position: relative"></div>
<script src="/dist/yishen.global.js"></script>${(SCRIPTS[name] ?? []).map((source) => `<script src="${source}"></script>`).join("")}
<script>
const HTML = ${JSON.stringify(HTML)}, Y = Yishen, host = document.getElementById("host");
window.made = (async () => {
  const screener = await Y.createScreener({ channel: "wechat" });
  ${EDITORS[name]}
})();
</script>`;

let browser;
let server;
before(async () => {
  browser = await launch();
  const pages = Object.fromEntries(Object.keys(EDITORS).map((name) => [`/${name}.html`, page(name)]));
  const long = `${"门诊时间照常。\\n".repeat(899)}我院保证根治糖尿病。`;
  pages["/codemirror-long.html"] = page("codemirror").replace("我院保证根治糖尿病，治愈率高达99%。\", extensions", `${long}", extensions`).replace('id="host" style="', 'id="host" style="height: 200px; overflow: auto; ');
  server = await serve({
    ...pages,
    "/tiptap.js": await bundled(`export { Editor } from "@tiptap/core"; export { default as StarterKit } from "@tiptap/starter-kit";`),
    "/codemirror.js": await bundled(`export { EditorView, basicSetup } from "codemirror"; export { undo } from "@codemirror/commands";`),
  });
});
after(async () => {
  await browser?.close();
  server?.close();
});

for (const name of Object.keys(EDITORS)) {
  test(`${name}: painted, replaced, undone, detached`, async () => {
    const tab = await browser.newPage();
    await tab.goto(`${server.origin}/${name}.html`);
    const found = await tab.evaluate(async (source) => {
      const painted = (0, eval)(source);
      const { kit, save, undo, view = window } = await made;
      const sheets = view.document.adoptedStyleSheets.length;
      const words = () => view.eval(`(${painted})()`);
      const saved = save();
      await new Promise((done) => setTimeout(done, 400));
      const finding = kit.report.findings.find((one) => one.text.includes("根治"));
      const before = { saved, after: save(), painted: words() };
      const replaced = await kit.replace(finding, "规范治疗");
      await new Promise((done) => setTimeout(done, 300));
      const after = { replaced, saved: save(), painted: words() };
      undo();
      await new Promise((done) => setTimeout(done, 400));
      const undone = save();
      kit.detach();
      return { finding: finding.text, before, after, undone, left: words(), sheets: sheets - view.document.adoptedStyleSheets.length };
    }, `(${painted})`);
    await tab.close();
    assert.equal(found.before.after, found.before.saved, "painting changed what is saved");
    const all = Object.values(found.before.painted).flat().map((text) => text.replace("\n", ""));
    assert.ok(all.includes(found.finding) && all.some((text) => text.startsWith("治愈率高达99%")), JSON.stringify(found.before.painted));
    assert.equal(found.after.replaced, true);
    assert.ok(found.after.saved.includes("规范治疗") && !found.after.saved.includes("根治"), found.after.saved);
    assert.ok(!Object.values(found.after.painted).flat().some((text) => text.includes("根治")));
    assert.equal(found.undone, found.before.saved, "undo is not exact");
    assert.deepEqual(found.left, {});
    assert.equal(found.sheets, 1);
  });
}

test("a module page with a strict policy fetches the WebAssembly, paints and shows the panel", async (t) => {
  const html = `<!doctype html><meta charset="utf-8"><textarea id="area">我院保证根治糖尿病。</textarea><yishen-panel></yishen-panel><script type="module" src="/app.js"></script>`;
  const app = `import { createScreener } from "/dist/index.js"; import { attach } from "/dist/dom.js"; import { definePanel } from "/dist/panel.js";
    definePanel();
    const panel = document.querySelector("yishen-panel");
    attach(document.getElementById("area"), await createScreener(), { onReport: (report, kit) => panel.show(report, kit) });`;
  const strict = await serve({ "/": html, "/app.js": app }, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
  t.after(strict.close);
  const tab = await browser.newPage();
  const errors = [];
  tab.on("console", (message) => message.type() === "error" && !message.text().includes("favicon") && errors.push(message.text()));
  await tab.goto(strict.origin);
  await tab.locator("yishen-panel h2", { hasText: "禁止发布" }).waitFor({ timeout: 10_000 });
  const words = await tab.evaluate(painted);
  await tab.close();
  assert.ok(Object.values(words).flat().some((text) => text.includes("根治")));
  assert.deepEqual(errors.filter((text) => !text.includes("404")), []);
});

test("a draft that could not be screened, or is being composed, is not let through by an earlier report", async (t) => {
  const html = `<!doctype html><meta charset="utf-8"><textarea id="area">门诊时间照常。</textarea><yishen-panel></yishen-panel><script src="/dist/yishen.global.js"></script>`;
  const served = await serve({ "/": html });
  t.after(served.close);
  const tab = await browser.newPage();
  await tab.goto(served.origin);
  const allowed = await tab.evaluate(async () => {
    Yishen.definePanel();
    const panel = document.querySelector("yishen-panel");
    const area = document.getElementById("area");
    const screener = await Yishen.createScreener({ channel: "wechat" });
    let broken = false;
    const screen = (draft) => {
      if (broken) throw new Error("坏了");
      return screener.screen(draft);
    };
    Yishen.attach(area, { screen }, { onReport: (report, kit) => panel.show(report, kit) });
    await new Promise((done) => setTimeout(done, 400));
    const clean = panel.beforeSubmit().allowed;
    area.dispatchEvent(new CompositionEvent("compositionstart"));
    area.value = "我院保证根治糖尿病。";
    const composing = panel.beforeSubmit().allowed;
    area.dispatchEvent(new CompositionEvent("compositionend"));
    area.value = "门诊时间照常。";
    broken = true;
    return { clean, composing, broken: panel.beforeSubmit().allowed, told: panel.shadowRoot.querySelector("h2").textContent };
  });
  await tab.close();
  assert.deepEqual(allowed, { clean: true, composing: false, broken: false, told: "没有检查" });
});

test("an editor that keeps lines out of the page is refused in words", async (t) => {
  const html = `<!doctype html><meta charset="utf-8"><div class="cm-editor"><div class="cm-content">甲</div></div><script src="/dist/yishen.global.js"></script>`;
  const served = await serve({ "/": html });
  t.after(served.close);
  const tab = await browser.newPage();
  await tab.goto(served.origin);
  const message = await tab.evaluate(() => {
    try {
      Yishen.attach(document.querySelector(".cm-content"), { screen: () => ({ findings: [] }) });
    } catch (error) {
      return error.message;
    }
  });
  await tab.close();
  assert.match(message, /CodeMirror/);
});

/** A page in `lang` with a text area, what is written in it, and its panel. */
async function textAreaWithPanel(t, lang, value) {
  const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><textarea id="area">${value}</textarea><yishen-panel></yishen-panel><script src="/dist/yishen.global.js"></script>`;
  const served = await serve({ "/": html });
  t.after(served.close);
  const tab = await browser.newPage();
  await tab.goto(served.origin);
  await tab.evaluate(async () => {
    Yishen.definePanel();
    const panel = document.querySelector("yishen-panel");
    const kit = Yishen.attach(document.getElementById("area"), await Yishen.createScreener(), { onReport: (report) => panel.show(report, kit) });
  });
  return tab;
}

test("a value that a script sets is screened", async (t) => {
  const tab = await textAreaWithPanel(t, "zh-CN", "门诊时间照常。");
  await tab.locator("yishen-panel h2", { hasText: "未命中" }).waitFor();
  await tab.evaluate(() => {
    document.getElementById("area").value = "我院保证根治糖尿病。";
  });
  await tab.locator("yishen-panel h2", { hasText: "禁止发布" }).waitFor({ timeout: 5000 });
  await tab.close();
});

test("without the Custom Highlight API boxes lie over the words, and go when it is detached", async () => {
  for (const name of ["contenteditable", "iframe", "textarea"]) {
    const tab = await browser.newPage();
    await tab.addInitScript(() => Object.defineProperty(CSS, "highlights", { value: undefined }));
    await tab.goto(`${server.origin}/${name}.html`);
    const found = await tab.evaluate(async () => {
      const { kit, save, view = window } = await made;
      const saved = save();
      await new Promise((done) => setTimeout(done, 600));
      const boxes = [...view.document.querySelectorAll("html > [aria-hidden] > div")].map((box) => box.getBoundingClientRect());
      const unchanged = save() === saved;
      kit.detach();
      await new Promise((done) => setTimeout(done, 100));
      return { boxes: boxes.map(({ left, width, height }) => ({ left, width, height })), unchanged, left: view.document.querySelectorAll("html > [aria-hidden]").length };
    });
    await tab.close();
    assert.equal(found.unchanged, true);
    assert.ok(found.boxes.length >= 2 && found.boxes.every(({ width, height }) => width > 20 && height > 8), JSON.stringify(found.boxes));
    assert.equal(found.left, 0);
  }
});

test("CodeMirror: what is scrolled out of sight is screened, and painted once it is in view", async () => {
  const tab = await browser.newPage();
  await tab.goto(`${server.origin}/codemirror-long.html`);
  const found = await tab.evaluate(async (source) => {
    const painted = (0, eval)(source);
    const { kit } = await made;
    await new Promise((done) => setTimeout(done, 600));
    const finding = kit.report.findings.find((one) => one.text.includes("根治"));
    const before = Object.values(painted()).flat();
    kit.locate(finding);
    await new Promise((done) => setTimeout(done, 600));
    return { line: finding.line, before, after: Object.values(painted()).flat() };
  }, `(${painted})`);
  await tab.close();
  assert.equal(found.line, 900);
  assert.ok(!found.before.some((text) => text.includes("根治")));
  assert.ok(found.after.some((text) => text.includes("根治")), JSON.stringify(found.after));
});

test("the panel speaks English where its page does", async (t) => {
  const tab = await textAreaWithPanel(t, "en", "我院保证根治糖尿病。");
  await tab.locator("yishen-panel h2", { hasText: "Must not be published" }).waitFor();
  const buttons = await tab.locator("yishen-panel button").allInnerTexts();
  await tab.close();
  assert.ok(buttons.length > 1 && buttons.every((text) => /^(Show|Replace by|Copy suggestions|Set aside)/.test(text)), buttons.join("|"));
});
