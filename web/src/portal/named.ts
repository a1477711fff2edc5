import { computed, ref, watch } from "vue";

import { answer, api, type Schema } from "../api/client";
import { w } from "./words";

/** The grid with its community; most grids bear the name of that already. */
export function ground({ grid, division }: Schema["Answerable"]): string {
  return [grid?.startsWith(division ?? "") ? "" : division, grid].filter(Boolean).join(" · ");
}

/** What a point is called: what is known nearby, and the grid it lies in. It only tells: without an answer nothing is missing. */
export function useNamed(point: () => [number, number] | null) {
  const found = ref<Schema["Answerable"] | null>(null);
  let asked = 0;
  watch(
    point,
    async (at) => {
      const turn = ++asked;
      found.value = null;
      if (!at) return;
      const body = { point: { lon: at[0], lat: at[1] } };
      const told = await answer(api.POST("/api/v1/public/offices", { body })).catch(() => null);
      if (turn === asked) found.value = told;
    },
    { immediate: true },
  );

  const grid = computed(() => (found.value ? ground(found.value) : ""));
  const near = computed(() => (found.value?.near ? w.value.map.near(found.value.near) : ""));
  const name = computed(() => near.value || grid.value);
  const isOutside = computed(() => found.value !== null && !found.value.grid);
  return { grid, near, name, isOutside };
}
