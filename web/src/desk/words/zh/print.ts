/** Sheets of A4. */
export const print = {
  go: "打印",
  order: "承办单",
  answer: "答复",
  opinion: "交办意见",
  clock: "环节",
  limit: "时限",
  signIn: "签收",
  handled: "办理情况",
  signOff: "负责人审签",
  dear: "尊敬的诉求人：",
  about: (day: string, title: string) => `您于 ${day} 反映的“${title}”，现将办理结果答复如下：`,
  further: "如仍有问题，可凭编号和查询码补充、评价，或拨打 12345。",
};
