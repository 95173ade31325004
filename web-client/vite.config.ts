import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds the server. */
const server = process.env["TRACKROOM_URL"] ?? "http://127.0.0.1:5000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: [
      { find: "@", replacement: fileURLToPath(new URL("./src", import.meta.url)) },
      // For React before 18; libraries bring it along.
      { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: "react" },
      { find: /^\.\/webtransport\.js$/, replacement: fileURLToPath(new URL("./src/realtime/no-webtransport.ts", import.meta.url)) },
    ],
  },
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
            { name: "base", test: /node_modules[\\/](?!.*(useMutation|mutationObserver))(react|react-dom|scheduler|wouter|regexparam|@tanstack[\\/](react-query|query-core)|socket\.io-client|socket\.io-parser|engine\.io-client|engine\.io-parser|@socket\.io|valibot)[\\/]/ },
            // What every page has, and an order's page: one chunk is smaller than several that share little.
            { name: "order", test: /src[\\/](app[\\/](layout|router|providers|lazy-with-retry|when-idle)|i18n[\\/]problem|features[\\/]orders[\\/](?!.*(order-card|list-orders|use-live-order-list|shop-events|socket-service|messages\.(hi|ta))))/ },
            // What forms and tables share. The guard of presses brings it to every page, after the first visit's page is drawn.
            { name: "controls", test: /src[\\/](components[\\/]ui[\\/](field|step-button|use-settling)|lib[\\/](settling|use-one-request|press-guard))/ },
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
