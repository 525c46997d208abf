// Preloaded into a dyn process: writes down what the process used when it exits.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, maxRssBytes: maxRSS * 1024 };
  const file = process.env.DYN_BENCH_USAGE;
  if (file) writeFileSync(file, JSON.stringify(usage));
});
