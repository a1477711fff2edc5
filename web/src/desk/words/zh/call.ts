import type { Schema } from "../../../api/client";
import type { List } from "../../queries/call";

/** 来电. */
export const call = {
  title: "来电记录",
  hint: "本单位和下级单位热线的来电。号码打星，只有接听的人看得到；没接到的，回拨以前本单位的坐席和派单看得到。查看会留痕；登记成诉求后，这里不再留号码。",
  off: "这里还没有接入热线电话系统，需要系统管理员在配置中打开。",
  incoming: "来电",
  which: "看哪些",
  list: { all: "全部", missed: "未接、待回拨" } satisfies Record<List, string>,
  none: { all: "还没有来电。", missed: "没有要回拨的来电。" } satisfies Record<List, string>,
  direction: { in: "呼入", out: "呼出" } satisfies Record<Schema["CallDirection"], string>,
  state: { ringing: "来电振铃", talking: "通话中", ended: "已结束", missed: "未接" } satisfies Record<Schema["CallState"], string>,
  withheld: "号码未显示",
  toCallBack: "待回拨",
  answer: "打开受理",
  callBack: "回拨并受理",
  done: "已回拨",
  begun: "来电登记里还有没有提交的内容。要清空，登记这个来电吗？",
  entered: "已登记",
  spoken: (minutes: number, seconds: number) => `通话 ${minutes} 分 ${seconds} 秒`,
  line: (line: string) => `线路 ${line}`,
};
