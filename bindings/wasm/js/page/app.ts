import { attach } from "../dom/index.js";
import { createScreener } from "../documents-inline.js";
import { YishenError } from "../errors.js";
import type { ScreenedFile } from "../screener.js";
import { YishenPanel, definePanel } from "../panel.js";
import type { Channel, Facts, Genre, Report } from "../types.js";
import { slip } from "./slip.js";
import { CHANNELS, GENRES } from "../words.js";

definePanel();

const $ = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [channel, genre, title, body] = [$<HTMLSelectElement>("channel"), $<HTMLSelectElement>("genre"), $<HTMLInputElement>("title"), $("body")];
const [file, note, save, date] = [$<HTMLInputElement>("file"), $("note"), $<HTMLButtonElement>("save"), $<HTMLInputElement>("date")];
const panel = document.querySelector("yishen-panel") as YishenPanel;
const inputs = [...document.querySelectorAll<HTMLInputElement>("[data-fact]")];

for (const [id, name] of Object.entries(CHANNELS)) channel.add(new Option(name, id));
genre.add(new Option("自动判断", ""));
for (const [id, name] of Object.entries(GENRES)) genre.add(new Option(name, id));

/** The file that the text is from. As long as nobody has changed the text, it is the file that is screened. */
let opened: { bytes: ArrayBuffer; name: string; text: string } | undefined;

function facts(): Facts {
  const facts: Record<string, unknown> = {};
  for (const input of inputs) {
    const value = input.type === "checkbox" ? input.checked : input.value.trim();
    if (!value) continue;
    const [first = "", second] = (input.dataset["fact"] ?? "").split(".");
    facts[first] = second ? { [second]: value } : value;
  }
  return facts as Facts;
}

function about() {
  const hasGenre = !["reply", "comment"].includes(channel.value);
  $("genre-of").hidden = !hasGenre;
  return {
    channel: channel.value as Channel,
    ...(hasGenre && genre.value ? { genre: genre.value as Genre } : {}),
    ...(title.value.trim() ? { title: title.value } : {}),
    ...(date.value ? { date: date.value } : {}),
    facts: facts(),
  };
}

/** Nothing was written yet: a verdict on it would only mislead. */
function isEmpty(): boolean {
  return `${title.value}${body.textContent ?? ""}`.trim() === "";
}

function isWord(name: string): boolean {
  return /\.doc[xm]$/i.test(name);
}

/** The report with the places of findings in what is shown, instead of in the file's source. */
function inText(report: Report, text: string, places: ScreenedFile["places"]): Report {
  const findings = report.findings.map((finding, index) => {
    const { ranges: _, ...shown } = finding;
    if (finding.field !== "body" || finding.whole) return finding;
    // Words that no reader sees have no place.
    const [start, end] = places[index] ?? [0, 0];
    const before = text.slice(0, start);
    return { ...shown, start, end, line: before.split("\n").length, column: start - before.lastIndexOf("\n") };
  });
  return { ...report, findings };
}

async function start(): Promise<void> {
  const screener = await createScreener();
  const screen = (text: string): Report => {
    const unchanged = opened?.text === text ? opened : undefined;
    save.disabled = !(unchanged && isWord(unchanged.name));
    if (!unchanged) return screener.screen({ ...about(), body: text });
    const { report, places } = screener.screenFile(unchanged.bytes, unchanged.name, about());
    return inText(report, text, places);
  };
  const kit = attach(
    body,
    { screen: (draft) => screen(typeof draft === "string" ? draft : draft.body) },
    { onReport: (report, kit) => panel.show(isEmpty() ? undefined : report, kit), onError: (error) => panel.fail(error) },
  );
  const again = (): unknown => kit.refresh();
  for (const input of [channel, genre, title, date, ...inputs]) input.addEventListener("input", again);

  const open = async (given: File | undefined): Promise<void> => {
    if (!given) return;
    try {
      const bytes = await given.arrayBuffer();
      opened = { bytes, name: given.name, text: screener.screenFile(bytes, given.name, about()).text };
      body.textContent = opened.text;
      note.textContent = `已打开 ${given.name}。内容只在本机检查，不上传，也不联网。`;
      kit.refresh();
    } catch (error) {
      if (!(error instanceof YishenError)) throw error;
      note.textContent = `${given.name} 打不开：${error.message}`;
    }
  };
  file.addEventListener("change", () => {
    void open(file.files?.[0]);
    file.value = "";
  });
  const draft = document.querySelector(".draft") as HTMLElement;
  for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]] as const) {
    draft.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      draft.classList.toggle("dragged", over);
      if (type === "drop") void open(event.dataTransfer.files[0]);
    });
  }
  save.addEventListener("click", () => {
    if (!opened) return;
    const annotated = screener.annotate(opened.bytes, about());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([annotated], { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" }));
    link.download = opened.name.replace(/(\.\w+)$/, "-批注$1");
    link.click();
    URL.revokeObjectURL(link.href);
    note.textContent = `已存为 ${link.download}，批注在每处问题的原文上。`;
  });
  const prepare = (): void => {
    const report = kit.refresh();
    if (report) $("slip").replaceChildren(...slip(report, { title: title.value, body: kit.text, setAside: panel.setAside, facts: inputs }));
  };
  addEventListener("beforeprint", prepare);
  $("print").addEventListener("click", () => print());
}

start().catch((error: unknown) => panel.fail(error));
