// Debian's Chromium, and a server for what it is shown.

import { createServer } from "node:http";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

import { chromium } from "playwright-core";

export const launch = () =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"] });

export const dist = new URL("../../dist/", import.meta.url);
const modules = new URL("../../node_modules/", import.meta.url);
const python = new URL("../../../../target/python/ueditor/lib/", import.meta.url);
const [version = ""] = existsSync(python) ? readdirSync(python) : [];
const ueditor = new URL(`${version}/site-packages/ueditor/static/ueditor/`, python);
const types = { ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".html": "text/html", ".wasm": "application/wasm" };

/** Serves the package at `/dist`, editors at `/node_modules` and `/ueditor`, and the pages given; `csp` is sent with each page. */
export const serve = (pages, csp) =>
  listen(
    async (pathname) => {
      const [, root, ...rest] = pathname.split("/");
      const folder = { dist, node_modules: modules, ueditor }[root];
      return folder ? readFile(new URL(rest.join("/"), folder)) : pages[pathname];
    },
    (pathname) => (csp && pages[pathname] !== undefined ? { "Content-Security-Policy": csp } : {}),
  );

/** Serves a folder, `index.html` at its root. */
export const serveFolder = (folder) => listen((pathname) => readFile(new URL(`.${pathname === "/" ? "/index.html" : pathname}`, folder)));

async function listen(contentOf, headersOf = () => ({})) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    try {
      const content = await contentOf(pathname);
      if (content === undefined) throw new Error("no such page");
      response.writeHead(200, { "Content-Type": `${types[extname(pathname)] ?? "text/html"}; charset=utf-8`, ...headersOf(pathname) }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** In a page: the words that each highlight paints. */
export const painted = () =>
  Object.fromEntries(
    [...CSS.highlights].map(([name, ranges]) => [
      name,
      [...ranges].map((range) => {
        const live = document.createRange();
        live.setStart(range.startContainer, range.startOffset);
        live.setEnd(range.endContainer, range.endOffset);
        return live.toString();
      }),
    ]),
  );
