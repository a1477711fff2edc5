import { lazyMap } from "../../../map/lazy";

/** Maps of this room; they come when it is opened. */
export const GridMap = lazyMap(() => import("./GridMap.vue"));
export const ProblemMap = lazyMap(() => import("./ProblemMap.vue"));
