export const map = {
  open: "在地图上选",
  close: "收起地图",
  taken: "已用地图上选的位置",
  colon: "：",
  near: (place: string) => `${place}附近`,
  outside: "这里不在登记的网格里，请写明地点",
};
