import type { Basis, Channel, FieldName, Genre, NotChecked, Report, Severity, Verdict } from "./types.js";

/** What the panel says in one language. The words of rules are Chinese in every one. */
export interface Words {
  name: string;
  verdicts: Record<Verdict, string>;
  severities: Record<Severity, string>;
  fields: Record<FieldName, string>;
  count: (name: string, count: number) => string;
  countAside: (count: number) => string;
  join: string;
  findings: string;
  suggestions: string;
  quoted: (words: string) => string;
  whole: (field: string) => string;
  basis: string;
  approvers: string;
  notChecked: string;
  locate: string;
  replace: (words: string) => string;
  copy: string;
  setAside: string;
  takeBack: string;
  reason: string;
  reasonExample: string;
  confirm: string;
  cancel: string;
  wasSetAside: (reason: string) => string;
  waiting: string;
  waitingNote: string;
  failed: string;
  said: { setAside: string; replaced: string; refused: string; copied: string; notCopied: (words: string) => string };
  unchecked: (kind: string, count: number, note: string) => string;
}

export const ZH: Words = {
  name: "医审：发布前检查",
  verdicts: { pass: "未命中已收录规则", review: "须审核", block: "禁止发布" },
  severities: { block: "禁止发布", review: "须审核", advise: "提示" },
  fields: { title: "标题", summary: "摘要", body: "全文", caption: "图片说明" },
  count: (name, count) => `${name} ${count} 处`,
  countAside: (count) => `其中已忽略 ${count} 处`,
  join: "，",
  findings: "检查结果",
  suggestions: "建议",
  quoted: (words) => `“${words}”`,
  whole: (field) => `（${field}）`,
  basis: "依据：",
  approvers: "须经审核：",
  notChecked: "未检查：",
  locate: "定位",
  replace: (words) => `替换为“${words}”`,
  copy: "复制建议",
  setAside: "忽略",
  takeBack: "取消忽略",
  reason: "忽略的理由",
  reasonExample: "理由，例如：引用法规原文",
  confirm: "忽略",
  cancel: "取消",
  wasSetAside: (reason) => `已忽略，理由：${reason}`,
  waiting: "等待稿件",
  waitingNote: "写入或粘贴后自动检查",
  failed: "没有检查",
  said: {
    setAside: "已忽略",
    replaced: "已替换",
    refused: "编辑器没有接受替换，建议已复制，请手工粘贴",
    copied: "建议已复制",
    notCopied: (words) => `不能复制，请手工抄写：${words}`,
  },
  unchecked: (kind, count, note) => {
    switch (kind) {
      case "genre":
        return `体裁是自动判断的，因此有 ${count} 条规则没有用上；判断得不对时请自己选体裁`;
      case "slot":
        return `有 ${count} 条规则没有用上：本院的信息还没有填，或者本院停用了它们`;
      case "encoding":
        return "文字的编码不寻常，已尽量读出；有乱码或缺字时请另存后再检查";
      default:
        return note;
    }
  },
};

export const EN: Words = {
  name: "Yishen: check before publication",
  verdicts: { pass: "No listed rule matched", review: "Needs review", block: "Must not be published" },
  severities: { block: "Forbidden", review: "Review", advise: "Advice" },
  fields: { title: "title", summary: "summary", body: "whole text", caption: "caption" },
  count: (name, count) => `${name}: ${count}`,
  countAside: (count) => `set aside: ${count}`,
  join: ", ",
  findings: "Findings",
  suggestions: "Suggestions",
  quoted: (words) => `“${words}”`,
  whole: (field) => `(${field})`,
  basis: "Basis: ",
  approvers: "To be approved by: ",
  notChecked: "Not checked: ",
  locate: "Show",
  replace: (words) => `Replace by “${words}”`,
  copy: "Copy suggestions",
  setAside: "Set aside",
  takeBack: "Take back",
  reason: "Why it is set aside",
  reasonExample: "Reason, for example: quotes the law",
  confirm: "Set aside",
  cancel: "Cancel",
  wasSetAside: (reason) => `Set aside because: ${reason}`,
  waiting: "No draft yet",
  waitingNote: "Write or paste, and it is checked",
  failed: "Not checked",
  said: {
    setAside: "Set aside",
    replaced: "Replaced",
    refused: "The editor did not take it; the suggestion is copied, please paste it",
    copied: "Copied",
    notCopied: (words) => `Cannot copy; please type: ${words}`,
  },
  unchecked: (kind, count) => {
    const known: Record<string, string> = {
      picture: "pictures",
      video: "videos and sound",
      part: "parts that could not be read",
      limit: "what is beyond the limits of size",
      encoding: "characters of an unusual encoding",
      date: "what depends on the day of publication, which is not given",
      genre: "rules for other genres than the one that was inferred; choose the genre if it is wrong",
      slot: "rules that the hospital has switched off or not filled in",
    };
    return `${known[kind] ?? kind} (${count})`;
  },
};

/** The words for a language tag; Chinese unless it is English. */
export function wordsOf(lang: string | undefined): Words {
  return lang?.toLowerCase().split("-")[0] === "en" ? EN : ZH;
}

/** What was not looked at, in words for whoever publishes: no ids of rules, one line for each kind of thing. */
export function unchecked(report: Report, words: Words): string[] {
  const merged = new Map<string, NotChecked>();
  for (const entry of report.not_checked) {
    const same = merged.get(words.unchecked(entry.kind, 0, entry.note));
    if (same) same.count += entry.count;
    else merged.set(words.unchecked(entry.kind, 0, entry.note), { ...entry });
  }
  return [...merged.values()].map(({ kind, count, note }) => words.unchecked(kind, count, note));
}

/** 《互联网信息服务管理办法》（2000，2011修订）第三条 */
export function citation(basis: Basis): string {
  // Brackets within brackets read badly.
  const version = basis.version.replaceAll("（", "，").replaceAll("）", "");
  return `《${basis.title}》${version && `（${version}）`}${basis.article ?? ""}`;
}

export const CHANNELS: Record<Channel, string> = {
  website: "网站",
  wechat: "微信公众号",
  weibo: "微博",
  newspaper: "报纸",
  video: "视频",
  reply: "答复",
  comment: "评论",
};
export const GENRES: Record<Genre, string> = {
  news: "新闻",
  science: "科普",
  disclosure: "信息公开",
  notice: "通知公告",
  advertisement: "广告",
  "trial-recruitment": "临床试验招募",
};
