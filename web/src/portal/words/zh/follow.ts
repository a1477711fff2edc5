export const follow = {
  title: "查进度",
  number: "编号",
  code: "查询码",
  open: "查看",
  wrong: "编号和查询码对不上：请核对后再试。",
  again: "重新填写",
  noCode: "没有编号和查询码？",
  noCodeHint: "打电话反映的，或者编号丢了，可以用当时留的手机号查。",
  lost: "查询码丢了？请拨打受理电话，由工作人员核对后重新告知。",
};
