export const board = {
  hint: "公共空间的事，办结后由工作人员写成公开的题目和答复。没有居民的原话、姓名和门牌。",
  category: "类别",
  all: "全部类别",
  division: "地方",
  everywhere: "全部地方",
  more: "再看一些",
  none: "还没有公开的事项。",
  noneSo: "这里没有公开的事项，换一个类别或地方看看。",
  withdrawn: "反映人已撤回",
  dates: (received: string, ended: string) => `${received}反映，${ended}办结`,
};
