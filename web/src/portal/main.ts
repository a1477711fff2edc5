import { createApp } from "vue";

import App from "./App.vue";
import "./look.css";
import { applyComfort } from "./comfort";
import { router } from "./router";
import { chosenLanguage, speak } from "./words";

applyComfort();
void speak(chosenLanguage());
createApp(App).use(router).mount("#app");
