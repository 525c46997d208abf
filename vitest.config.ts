import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/each-file.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    // No test changes a module; loading all of them anew for each file costs a tenth of the suite.
    isolate: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    // More than the cores that it is meant for: a third of the time, tests wait for something.
    maxWorkers: 3,
  },
});
