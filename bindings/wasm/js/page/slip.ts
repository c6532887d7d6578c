import type { Report } from "../types.js";
import { CHANNELS, GENRES, ZH, citation, unchecked } from "../words.js";

interface About {
  title: string;
  body: string;
  setAside: ReadonlyMap<string, string>;
  facts: HTMLInputElement[];
}

/** The 审稿单: the verdict, the findings, the text, and lines for those who must sign. */
export function slip(report: Report, about: About): HTMLElement[] {
  const genre = report.genre ? GENRES[report.genre.id] + (report.genre.inferred ? "（自动判断）" : "") : "—";
  const rules = report.packs.map((pack) => `${pack.name} ${pack.version}`).join("、");
  const known = about.facts.filter((input) => (input.type === "checkbox" ? input.checked : input.value.trim())).map((input) => {
    const name = input.parentElement?.textContent?.trim() ?? "";
    return input.type === "checkbox" ? name : `${name}：${input.value.trim()}`;
  });
  const head = table([], [
    ["标题", about.title.trim() || "（无）"],
    ["渠道、体裁", `${CHANNELS[report.channel]}，${genre}`],
    ["拟发布日期", report.date ?? "未填写"],
    ["结论", ZH.verdicts[report.verdict]],
    ["稿件以外的情况", known.join("；") || "未填写"],
    ["未检查", unchecked(report, ZH).join("；") || "无"],
    ["规则版本", rules],
    ["稿件校验值", report.digest],
  ]);
  const rows = report.findings.map((finding, index) => [
    String(index + 1),
    ZH.severities[finding.severity],
    finding.whole ? `（${ZH.fields[finding.field]}）` : `${finding.field === "body" ? "正文" : ZH.fields[finding.field]}第 ${finding.line} 行：“${finding.text}”`,
    finding.message,
    finding.suggestions.map((suggestion) => suggestion.text).join("；"),
    finding.basis.map(citation).join("；"),
    about.setAside.has(finding.fingerprint) ? `忽略：${about.setAside.get(finding.fingerprint)}` : "",
  ]);
  const sign = report.route.map((step) => [step.who, "", "", ""]);
  return [
    element("h1", "审稿单"),
    head,
    element("h2", `检查结果（${report.findings.length} 处）`),
    rows.length > 0 ? table(["序号", "级别", "原文", "问题", "建议", "依据", "处理意见"], rows) : element("p", "未命中已收录规则。这不等于稿件合规：图片、事实真伪和授权仍须人工核对。"),
    element("h2", "审批"),
    table(["审核人", "意见", "签名", "日期"], sign),
    element("h2", "正文"),
    element("div", about.body, "text"),
  ];
}

function element(name: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Without names of columns, the first cell of each row is its name. */
function table(names: string[], rows: string[][]): HTMLElement {
  const made = element("table", "");
  const line = (cells: string[], isHead: (index: number) => boolean): void => {
    const row = element("tr", "");
    row.append(...cells.map((cell, index) => element(isHead(index) ? "th" : "td", cell)));
    made.append(row);
  };
  if (names.length > 0) line(names, () => true);
  for (const row of rows) line(row, (index) => names.length === 0 && index === 0);
  return made;
}
