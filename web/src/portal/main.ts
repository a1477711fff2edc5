import { createApp } from "vue";

import App from "./App.vue";
import "./look.css";
import { applyComfort } from "../comfort";
import { router } from "./router";
import { stuck } from "./trouble";
import { chosenLanguage, speak } from "./words";

applyComfort();
speak(chosenLanguage()).catch(() => (stuck.value = true));
createApp(App).use(router).mount("#app");
