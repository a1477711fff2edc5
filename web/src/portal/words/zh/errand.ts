export const errand = {
  hint: "自己去不了的，可以打电话给社区、街道或网格员上门代办，不收费。须由本人在授权委托书上签字；收下的材料有交接单，办完退还原件。证件不拍照。",
  none: "这里还没有公布代办事项，请拨打 12345 或找网格员。",
  papers: "要交的材料",
  noPapers: "不用交材料",
  original: "原件",
  copy: "复印件",
  counters: { community: "社区办理", street: "街道（乡镇）办理", county: "区县政务大厅办理" },
};
