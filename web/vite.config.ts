import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { compression } from "vite-plugin-compression2";

// Each face is a build of its own, so that none carries what only another needs.
const face = process.env.FACE ?? "portal";

export default defineConfig({
  root: `src/${face}`,
  base: `/${face}/`,
  plugins: [
    vue(),
    // The binary holds these beside the plain file and sends what a browser takes.
    compression({ algorithms: ["gzip", "brotliCompress"], threshold: 512 }),
  ],
  build: {
    outDir: `../../dist/${face}`,
    emptyOutDir: true,
    // WeChat's browser on old phones, and the Chromium of old office machines.
    target: ["chrome87", "safari14"],
    modulePreload: { polyfill: false },
  },
  define: { __VUE_OPTIONS_API__: false },
  server: { proxy: { "/api": "http://localhost:8080" } },
  test: { root: ".", fileParallelism: false, maxConcurrency: 2, testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } },
});
