/** From matter to matter, in the order of a list. */
export const trail = {
  label: (list: string) => `“${list}”中的事项`,
  back: (list: string) => `回到“${list}”`,
  before: "上一件",
  next: "下一件",
  nth: "第几件",
  sendNext: (verb: string) => `${verb}，看下一件`,
  sendBack: (verb: string) => `${verb}，回到列表`,
  goNext: "看下一件",
  goBack: "回到列表",
};
