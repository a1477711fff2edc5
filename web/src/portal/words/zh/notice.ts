export const notice = {
  kind: { outage: "停水停电", road: "道路", weather: "天气预警", service: "办事", other: "其他" },
  whole: "全部地方",
  where: (division: string, until: string) => `${division}，到 ${until}`,
  by: (unit: string, day: string) => `${unit}，${day}发布`,
  all: "全部通知",
  place: "地方",
  none: "现在没有通知。",
};
