import { expect, test } from "vitest";

import type { Schema } from "../src/api/client";
import { fault, tidy, usualReply } from "../src/desk/pages/upstream/source";

type Source = Required<Schema["UpstreamSource"]>;
const source = (more: Partial<Source> = {}): Source => ({ name: "市12345", channel: "PHONE12345", columns: {}, reply: [], ...more });
const column = (header: string, holds: Schema["ReplyField"]) => ({ header, holds });

test.each([
  [source(), null],
  [source({ columns: { due: "处置截止", number: "任务号" }, reply: usualReply }), null],
  [source({ name: "" }), { field: "name", why: "nameless" }],
  [source({ name: "省平台" }), { field: "name", why: "known" }],
  [source({ columns: { due: "时间", received: "时间" } }), { field: "columns", why: "sameColumn" }],
  [source({ reply: [column("编号", "number"), column("", "result")] }), { field: "reply", why: "noHeader" }],
  [source({ reply: [column("编号", "number"), column("编号", "result")] }), { field: "reply", why: "sameHeader" }],
  [source({ reply: [column("办理结果", "result")] }), { field: "reply", why: "noNumber" }],
])("a source is looked at before it is sent (%#)", (typed, found) => {
  expect(fault(typed, ["省平台"])).toEqual(found);
});

test("what is blank says nothing, and spaces around a header are nobody's", () => {
  const typed = source({ name: " 市12345 ", columns: { due: " 处置截止 ", number: "  " }, reply: [column(" 编号 ", "number")] });
  expect(tidy(typed)).toEqual(source({ columns: { due: "处置截止" }, reply: [column("编号", "number")] }));
});
