import { nextTick } from "vue";
import { createRouter, createWebHistory } from "vue-router";

import HomePage from "./pages/home/HomePage.vue";
import { codeOf } from "./pages/matter/door";
// Who comes here comes to report or to ask how that stands: these are fetched with the first page.
import FollowPage from "./pages/matter/FollowPage.vue";
import ReportPage from "./pages/report/ReportPage.vue";
import { stuck } from "./trouble";

export const router = createRouter({
  history: createWebHistory("/portal/"),
  routes: [
    { path: "/", component: HomePage },
    { path: "/report", component: ReportPage, meta: { name: "report" } },
    { path: "/follow", component: FollowPage, meta: { name: "follow" } },
    { path: "/matters/:number", component: () => import("./pages/matter/MatterPage.vue"), props: ({ params, hash }) => ({ number: params.number, code: codeOf(String(params.number), hash) }), meta: { name: "follow" } },
    { path: "/nearby", component: () => import("./pages/nearby/NearbyPage.vue"), meta: { name: "nearby" } },
    { path: "/board", component: () => import("./pages/board/BoardPage.vue"), meta: { name: "board" } },
    { path: "/grid", component: () => import("./pages/grid/GridPage.vue"), meta: { name: "grid" } },
    { path: "/mine", component: () => import("./pages/mine/MinePage.vue"), meta: { name: "recent" } },
    { path: "/phone", component: () => import("./pages/phone/PhonePage.vue"), meta: { name: "phone" } },
    { path: "/notices", component: () => import("./pages/notice/NoticesPage.vue"), meta: { name: "notices" } },
    { path: "/errands", component: () => import("./pages/errand/ErrandsPage.vue"), meta: { name: "errands" } },
    { path: "/questions", component: () => import("./pages/knowledge/QuestionsPage.vue"), meta: { name: "questions" } },
    { path: "/privacy", component: () => import("./pages/privacy/PrivacyPage.vue"), meta: { name: "privacy" } },
    { path: "/:rest(.*)", redirect: "/" },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.afterEach((to, from) => {
  stuck.value = false;
  // Who hears the page is told that it is another one. The first page is announced by the browser.
  if (from.matched.length > 0 && to.path !== from.path) void nextTick(() => document.getElementById("text")?.focus());
});

// A part of the page did not come: the network is away, or this page is older than the server. Once for each
// address the page is fetched anew; after that it is said.
router.onError((_error, to) => {
  if (!navigator.onLine || sessionStorage.getItem("fetched-anew") === to.path) {
    stuck.value = true;
    return;
  }
  // Without what stands behind the #: that may be a code.
  sessionStorage.setItem("fetched-anew", to.path);
  location.assign(router.resolve(to.fullPath).href);
});
