export const kind = {
  title: "您要",
  request: "求助",
  complaint: "投诉",
  consultation: "咨询",
  suggestion: "建议",
  wrongdoing_report: "举报",
  thanks: "表扬",
};
