/** How grids are staffed. */
export const staffing = {
  title: "网格力量配备",
  about: "按区域选定的模板，逐个网格清点岗位：谁在岗、缺几人、多几人。岗位和负责的网格在“账号”里授予，也可随账号清单导入。",
  area: "区域",
  template: "配备模板",
  chosen: (name: string) => `已改用模板：${name}`,
  division: "区划（含下级）",
  gapsOnly: "只看不齐的网格",
  sum: (all: number, gaps: number) => (gaps === 0 ? `${all} 个网格，全部配齐` : `${all} 个网格，${gaps} 个不齐`),
  none: "这里没有网格",
  households: (count: number) => `${count} 户`,
  missing: (count: number) => `缺 ${count}`,
  over: (count: number) => `多 ${count}`,
  right: "齐",
  export: "导出",
  column: { division: "区划", grid: "网格", code: "网格编码", households: "户数", found: (need: string) => `${need}（在岗）`, missing: (need: string) => `${need}（缺）`, over: (need: string) => `${need}（多）` },
};
