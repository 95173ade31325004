import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds the server. */
const server = process.env["TRACKROOM_URL"] ?? "http://127.0.0.1:5000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    port: 5173,
    proxy: { "/api": server, "/uploads": server, "/socket.io": { target: server, ws: true } },
  },
  build: {
    target: "es2022",
    manifest: true,
    // The server's Content-Security-Policy has no room for data: fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs and few releases change: cached apart from our own code.
            // Mutations are not among it: who looks at an order changes nothing.
            { name: "base", test: /node_modules[\\/](?!.*(useMutation|mutationObserver))(react|react-dom|scheduler|wouter|regexparam|@tanstack[\\/](react-query|query-core)|socket\.io-client|socket\.io-parser|engine\.io-client|engine\.io-parser|@socket\.io|valibot|react-hot-toast)[\\/]/ },
            { name: "order", test: /src[\\/]features[\\/]orders[\\/](?!.*(order-card|list-orders|use-live-order-list))/ },
            { name: "shell", test: /src[\\/](lib[\\/](?!press-guard|settling|use-one-request)|i18n[\\/](?!hi|ta|en-more)|realtime[\\/](?!use-read-again)|components[\\/]ui[\\/](button|icons|notice|skeleton|toast|toaster|copy-button))/ },
          ],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
