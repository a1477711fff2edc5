/** One command for many matters. */
export const bulk = {
  leadHint: "不选则按各自的推荐单位交办",
  evidenceHint: "每件事项各附一份",
  mergeInto: "并入哪一件",
  notNow: "您现在不能对此事项这样办理。",
};
