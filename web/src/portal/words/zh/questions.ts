export const questions = {
  hint: "输入几个字就能查。答案由责任单位给出，并注明有效期。",
  find: "您想问什么",
  none: "没有查到。请换个说法，或者直接反映，会有人答复您。",
  empty: "这里还没有公布常见问题，请拨打 12345。",
  often: "大家常问",
  source: "依据",
  holds: (day: string) => `有效期至 ${day}`,
  report: "没有找到答案，去反映",
};
