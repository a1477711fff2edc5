export const grid = {
  title: "找网格员",
  where: "您在哪里，或住在哪里",
  ask: "查找",
  unknown: "没有找到这个地点",
  call: (phone: string) => `打电话 ${phone}`,
  hotline: "换一个写法，如小区或道路的名称；也可以拨打 12345。",
};
