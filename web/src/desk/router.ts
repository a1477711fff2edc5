import { nextTick } from "vue";
import { createRouter, createWebHistory } from "vue-router";

import { leave } from "./toast";
import { stuck } from "./trouble";

export const router = createRouter({
  history: createWebHistory("/desk/"),
  routes: [
    { path: "/", component: () => import("./pages/home/HomePage.vue") },
    { path: "/queues/:code", component: () => import("./pages/queue/QueuePage.vue"), props: true },
    { path: "/matters", component: () => import("./pages/queue/QueuePage.vue") },
    { path: "/matters/:number", component: () => import("./pages/matter/MatterPage.vue"), props: true },
    { path: "/matters/:number/print", component: () => import("./pages/print/PrintPage.vue"), props: true, meta: { bare: true } },
    { path: "/intake", component: () => import("./pages/intake/IntakePage.vue") },
    { path: "/grid", component: () => import("./pages/grid/GridPage.vue") },
    { path: "/errands", component: () => import("./pages/errand/ItemsPage.vue") },
    { path: "/calls", component: () => import("./pages/call/CallsPage.vue") },
    { path: "/knowledge", component: () => import("./pages/knowledge/KnowledgePage.vue") },
    { path: "/callback", component: () => import("./pages/callback/CallbackPage.vue") },
    { path: "/leader", component: () => import("./pages/leader/LeaderPage.vue") },
    { path: "/upstream", component: () => import("./pages/upstream/UpstreamPage.vue") },
    { path: "/past", component: () => import("./pages/past/PastPage.vue") },
    { path: "/exchange", component: () => import("./pages/exchange/ExchangePage.vue") },
    { path: "/roster", component: () => import("./pages/roster/RosterPage.vue") },
    { path: "/roster/print", component: () => import("./pages/roster/RosterSheet.vue"), meta: { bare: true } },
    { path: "/bulletins", component: () => import("./pages/bulletin/BulletinsPage.vue") },
    { path: "/bulletins/:id", component: () => import("./pages/bulletin/BulletinPage.vue"), props: true },
    { path: "/bulletins/:id/print", component: () => import("./pages/bulletin/BulletinSheet.vue"), props: true, meta: { bare: true } },
    { path: "/forms", component: () => import("./pages/form/FormsPage.vue") },
    { path: "/forms/:id", component: () => import("./pages/form/FormPage.vue"), props: true },
    { path: "/forms/:id/edit", component: () => import("./pages/form/FormEditPage.vue"), props: true },
    { path: "/archive", component: () => import("./pages/archive/ArchivePage.vue") },
    { path: "/archive/print", component: () => import("./pages/archive/ArchiveSheet.vue"), meta: { bare: true } },
    { path: "/extracts", component: () => import("./pages/extract/ExtractsPage.vue") },
    { path: "/notices", component: () => import("./pages/notice/NoticesPage.vue") },
    { path: "/notifications", component: () => import("./pages/notification/NotificationsPage.vue") },
    { path: "/account", component: () => import("./pages/account/AccountPage.vue") },
    { path: "/audit", component: () => import("./pages/audit/AuditPage.vue") },
    { path: "/admin", redirect: "/admin/accounts" },
    { path: "/admin/accounts", component: () => import("./pages/admin/AccountsPage.vue") },
    { path: "/admin/policies", component: () => import("./pages/admin/PoliciesPage.vue") },
    { path: "/admin/registers", component: () => import("./pages/register/RegistersPage.vue") },
    { path: "/registers/:id/print", component: () => import("./pages/register/NoticesSheet.vue"), props: true, meta: { bare: true } },
    { path: "/admin/lists", component: () => import("./pages/admin/ListsPage.vue") },
    { path: "/admin/responsibilities", component: () => import("./pages/admin/ResponsibilitiesPage.vue") },
    { path: "/admin/territory", component: () => import("./pages/territory/TerritoryPage.vue") },
    { path: "/admin/staffing", component: () => import("./pages/admin/StaffingPage.vue") },
    { path: "/admin/deliveries", component: () => import("./pages/admin/DeliveriesPage.vue") },
    { path: "/admin/calendar", component: () => import("./pages/admin/CalendarPage.vue") },
    { path: "/admin/procedures", component: () => import("./pages/admin/ProceduresPage.vue") },
    { path: "/:rest(.*)", redirect: "/" },
  ],
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
});

router.afterEach((to, from) => {
  stuck.value = false;
  if (to.path !== from.path) leave(from.path);
  // Who hears the page is told that it is another one. The first page is announced by the browser.
  if (from.matched.length > 0 && to.path !== from.path) void nextTick(() => document.getElementById("text")?.focus());
});

// A part of the page did not come: the network is away, or this page is older than the server. Once for each
// address the page is fetched anew; after that it is said.
router.onError((_error, to) => {
  const address = router.resolve(to.fullPath).href;
  if (!navigator.onLine || sessionStorage.getItem("fetched-anew") === address) {
    stuck.value = true;
    return;
  }
  sessionStorage.setItem("fetched-anew", address);
  location.assign(address);
});
