import { VueQueryPlugin } from "@tanstack/vue-query";
import { createApp } from "vue";

import { applyComfort } from "../comfort";
import App from "./App.vue";
import "./look.css";
import { store } from "./queries/store";
import { router } from "./router";
import { begin } from "./session";
import { stuck } from "./trouble";
import { chosenLanguage, speak } from "./words";

applyComfort();
speak(chosenLanguage()).catch(() => (stuck.value = true));
void begin();
createApp(App).use(router).use(VueQueryPlugin, { queryClient: store }).mount("#app");
