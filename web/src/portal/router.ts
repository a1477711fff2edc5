import { createRouter, createWebHistory } from "vue-router";

import HomePage from "./pages/home/HomePage.vue";

export const router = createRouter({
  history: createWebHistory("/portal/"),
  routes: [
    { path: "/", component: HomePage },
    { path: "/report", component: () => import("./pages/report/ReportPage.vue") },
    { path: "/follow", component: () => import("./pages/matter/FollowPage.vue") },
    { path: "/matters/:number", component: () => import("./pages/matter/MatterPage.vue"), props: true },
    { path: "/grid", component: () => import("./pages/grid/GridPage.vue") },
    { path: "/:rest(.*)", redirect: "/" },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
