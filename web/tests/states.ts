import type { House } from "./house";
import { officeOf } from "./office";

/** Matters in the states that are short or rare, so that each command has one it can be given to. */
export async function everyState(house: House, photo: Buffer): Promise<void> {
  const office = officeOf(house);
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const inHand = async (title: string) => {
    const { number } = await office.report(title);
    await office.assign(number);
    return { number, assignment: (await office.see(number)).assignments[0]!.id };
  };
  const housing = async () => (await office.units()).find((unit) => unit.code === "zhujian")!.id;

  // 撤回申请, 审批.
  const asked = await inHand("备件在途，要延期");
  await office.extend(asked.number, "1wd");

  // 恢复办理.
  const suspended = await inHand("冬季不能施工");
  const request = { kind: "suspension", review: day(20), reason: "season" };
  await office.act("zhujian.clerk1", suspended.number, "request", { assignment: suspended.assignment, opinion: "冬季不能施工", request });
  await office.act("leader1", suspended.number, "decide", { assignment: suspended.assignment, granted: true, opinion: "同意挂账" });

  // 答复询问.
  const questioned = await inHand("哪一盏灯不亮");
  await office.act("zhujian.clerk1", questioned.number, "ask-reporter", { report: null, question: "是哪一盏灯？" });

  // 批示反馈.
  const instructed = await inHand("领导批示的路灯");
  await office.act("leader1", instructed.number, "instruct", { to: await housing(), text: "请尽快修复" });

  // 审签: a suggestion is signed off by the head of the office.
  const { number: suggestion } = await office.report("建议加装路灯", { kind: "suggestion" });
  await office.assign(suggestion);
  const assignment = (await office.see(suggestion)).assignments[0]!.id;
  await office.act("zhujian.clerk1", suggestion, "contact", { assignment, text: "已电话联系" });
  await office.act("zhujian.clerk1", suggestion, "submit", { assignment, process: "已研究", result: "列入明年计划", evidence: [] });

  // 重办: the reporter says that it is not solved.
  const unsolved = await inHand("修好又坏的路灯");
  await office.submit(unsolved.number, "已更换灯泡", photo);
  await office.callBack(unsolved.number, "not");

  // 第二人核查: nobody can be asked.
  const found = await office.report("无人可问的路灯", { name: undefined, contact: undefined });
  await office.assign(found.number);
  await office.handIn(found.number, "已更换灯泡", photo);

  // 撤销并单.
  const [one, other] = [await office.report("同一盏灯"), await office.report("同一盏灯，又一次")];
  for (const { number } of [one, other]) await office.act("dispatch1", number, "accept", {});
  await office.act("dispatch1", other.number, "merge", { into: one.number, reason: "同一盏灯" });

  // 撤回公开.
  const shown = await office.report("公开过的路灯", { category: await office.category("路灯") });
  await office.assign(shown.number);
  await office.release(shown.number, "路灯不亮");

  // 登记上级改期.
  const upstream = { source: "12345", number: `T-${Date.now()}`, due: day(9) };
  await office.intake("上级转来的路灯", "13900000001", { upstream });

  // 登记已回填: answered here, and owed to the platform above.
  const order = { ...upstream, number: `${upstream.number}-2` };
  const { number: owed } = await office.intake("上级转来的井盖", "13900000001", { upstream: order });
  await office.assign(owed);
  await office.submit(owed, "已更换井盖", photo);

  // 审批查看诉求人.
  const { number: complaint } = await office.report("物业乱收费", { kind: "complaint" });
  await office.assign(complaint);
  const [voice] = (await office.see(complaint)).reports;
  await office.act("zhujian.clerk1", complaint, "ask-unsealing", { report: voice!.id, reason: "需上门核实" });

  // 申请剔除; 审定剔除 of another.
  const counted = await inHand("说不清的路灯");
  await office.submit(counted.number, "已更换灯泡", photo);
  await office.callBack(counted.number, "not");
  const decided = await inHand("政策不允许的路灯");
  await office.submit(decided.number, "已更换灯泡", photo);
  await office.callBack(decided.number, "not");
  const evidence = [await office.upload("zhujian.clerk1", photo)];
  await office.act("zhujian.clerk1", decided.number, "ask-exclusion", { shortfall: "not_solved", reason: "policy", text: "已当面解释", evidence });

  // 删除诉求人信息.
  const asking = await office.report("请删除我的电话");
  await office.right(asking, "delete");

  // 授权委托、材料交接, 退还材料.
  const taken = { until: day(30), documents: [{ name: "户口簿", original: true, count: 1 }] };
  await office.intake("代办医保登记", "13900000001", { kind: "errand", errand: { taken } });

  // 签收.
  await office.dispatch((await office.report("刚交办的路灯")).number);
}
