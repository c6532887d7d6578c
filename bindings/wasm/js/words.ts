import type { Basis, Channel, FieldName, Genre, Severity, Verdict } from "./types.js";

export const VERDICTS: Record<Verdict, string> = { pass: "未命中已收录规则", review: "须审核", block: "禁止发布" };
export const SEVERITIES: Record<Severity, string> = { block: "禁止发布", review: "须审核", advise: "提示" };
export const BODY: Record<FieldName, string> = { title: "标题", summary: "摘要", body: "全文", caption: "图片说明" };

/** 《广告法》（2021-04-29修正）第十六条 */
export function citation(basis: Basis): string {
  return `《${basis.title}》（${basis.version}）${basis.article ?? ""}`;
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
