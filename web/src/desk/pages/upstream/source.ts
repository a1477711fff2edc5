import type { Schema } from "../../../api/client";
import type { Words } from "../../words";

/** The headers by which a column is found without being told, as sheets of platforms have them. */
export const usual: Record<Schema["OrderField"], string> = {
  number: "工单编号、工单号、任务号",
  received: "受理时间、来电时间",
  due: "截止时间、办理时限",
  state: "工单状态、办理状态",
  title: "诉求标题、工单标题",
  text: "诉求内容、问题描述",
  more: "补充内容、催办内容",
  address: "事发地址、诉求地址",
  name: "诉求人、来电人",
  phone: "联系电话、来电号码",
  confidential: "是否保密、是否匿名",
  category: "诉求分类、问题分类",
  kind: "诉求类型、工单类型",
  solved: "是否解决、回访结果",
  satisfaction: "满意度、是否满意",
};

/** The columns that most platforms want back. */
export const usualReply: Schema["ReplyColumn"][] = [
  { header: "工单编号", holds: "number" },
  { header: "承办单位", holds: "unit" },
  { header: "办理过程", holds: "process" },
  { header: "办理结果", holds: "result" },
  { header: "答复时间", holds: "answered" },
];

export interface Fault {
  field: "name" | "columns" | "reply";
  why: keyof Words["upstream"]["source"]["fault"];
}

/** A source as it is typed: what is blank says nothing. */
export function tidy({ name, channel, columns, reply }: Required<Schema["UpstreamSource"]>): Required<Schema["UpstreamSource"]> {
  const named = Object.entries(columns).map(([field, column]) => [field, column.trim()]);
  return {
    name: name.trim(),
    channel,
    columns: Object.fromEntries(named.filter(([, column]) => column !== "")) as Record<string, string>,
    reply: reply.map(({ header, holds }) => ({ header: header.trim(), holds })),
  };
}

/** What the house would refuse, so that it can be said in plain words at its field. `others` are names that are taken. */
export function fault({ name, columns, reply }: Required<Schema["UpstreamSource"]>, others: string[]): Fault | null {
  const twice = (all: string[]) => new Set(all).size < all.length;
  const headers = reply.map((column) => column.header);
  if (name === "") return { field: "name", why: "nameless" };
  if (others.includes(name)) return { field: "name", why: "known" };
  if (twice(Object.values(columns))) return { field: "columns", why: "sameColumn" };
  if (headers.includes("")) return { field: "reply", why: "noHeader" };
  if (twice(headers)) return { field: "reply", why: "sameHeader" };
  if (reply.length > 0 && !reply.some((column) => column.holds === "number")) return { field: "reply", why: "noNumber" };
  return null;
}
