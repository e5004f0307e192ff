import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  resolve: { alias: { "playwright-core": here("../../web/node_modules/playwright-core/index.mjs") } },
  test: {
    include: ["*.test.ts"],
    globalSetup: "./hospital.ts",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    outputFile: undefined,
  },
});
