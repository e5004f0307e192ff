import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const hub = "http://localhost:8080";

// Cornerstone3D's workers and codecs need a cross-origin isolated page; the hub sends these headers too.
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/telescan/hub/static",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 4000,
  },
  worker: { format: "es" },
  optimizeDeps: {
    exclude: ["@cornerstonejs/dicom-image-loader"],
    include: ["dicom-parser"],
  },
  server: {
    headers: isolation,
    proxy: {
      "/api": { target: hub, ws: true },
      "/dicomweb": { target: hub },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
