export const danger = {
  title: "遇到危险，先打电话",
  police: "报警",
  fire: "火警",
  medical: "急救",
  hotline: "非紧急事项",
};
