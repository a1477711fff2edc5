/** One command for many matters. */
export const bulk = {
  title: (what: string, selected: string) => `${what}（${selected}）`,
  done: (what: string, doing: string) => `${what}：${doing}`,
  leadHint: "不选则按各自的推荐单位交办",
  evidenceHint: "每件事项各附一份",
  ownHint: "不填则各用已记录的；填写则一律以此为准。",
  someOwnHint: (count: number) => `其中 ${count} 件已有记录；填写后一律以此为准。`,
  reading: "正在读取各件已记录的内容…",
  mergeInto: "并入哪一件",
  most: (limit: string, except: boolean) => (except ? `一次最长延长 ${limit}，下面有说明的各件除外。` : `所选各件都适用：一次最长延长 ${limit}。`),
  otherUnit: (limit: string) => `此件时限的单位不同，一次最长延长 ${limit}，请单独申请`,
  notNow: "您现在不能对此事项这样办理。",
};
