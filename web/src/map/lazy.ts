import { type AsyncComponentLoader, type Component, defineAsyncComponent, defineComponent, h } from "vue";

import { language } from "../language";

/** What stands there while the map is fetched, and if it does not come. Nothing of the map itself is needed to say so. */
const texts = {
  zh: { coming: "正在打开地图…", away: "地图没有打开：请检查网络后再试。不用地图也可以。" },
  en: { coming: "Opening the map…", away: "The map did not open: check the network and try again. It works without the map, too." },
};
const Coming = defineComponent(() => () => h("p", { role: "status" }, texts[language.value].coming));
const Away = defineComponent(() => () => h("p", { class: "wrong", role: "alert" }, texts[language.value].away));

/** Fetched where a map is opened, and not before: the pages are complete without it. */
export function lazyMap<T extends Component>(loader: AsyncComponentLoader<T>) {
  return defineAsyncComponent<T>({ loader, loadingComponent: Coming, errorComponent: Away });
}

export const PickMap = lazyMap(() => import("./PickMap.vue"));
export const PlaceMap = lazyMap(() => import("./PlaceMap.vue"));
