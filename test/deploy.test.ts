import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { processContext } from "../src/cli/context.ts";
import { buildProgram } from "../src/cli/program.ts";
import { parseDynYaml } from "../src/config/dyn-yaml.ts";
import { metricsPath } from "../src/gateway/metrics/route.ts";
import { livePath, readyPath } from "../src/gateway/operations/health-routes.ts";
import { secretsVariable } from "../src/gateway/tokens/secrets.ts";

const folder = join(import.meta.dirname, "../docs/deploy");
const dockerfile = readFileSync(join(folder, "Dockerfile"), "utf8");
const documents = parseAllDocuments(readFileSync(join(folder, "kubernetes.yaml"), "utf8"));
// biome-ignore lint/suspicious/noExplicitAny: manifests are what Kubernetes makes of them
const manifests = new Map<string, any>(
  documents.map(document => {
    expect(document.errors).toEqual([]);
    const manifest = document.toJS();
    return [manifest.kind, manifest];
  }),
);
const pod = manifests.get("Deployment").spec.template;
const [container] = pod.spec.containers;

/** Throws what `dyn` would say of the words, but for running them. */
async function isUnderstood(words: readonly string[]): Promise<void> {
  const output = { writeOut: () => {}, writeErr: () => {} };
  const program = await buildProgram(words, processContext(), "0", output, async () => 0);
  for (const command of program.commands) {
    if (command.name() === words[0]) command.action(() => {});
  }
  await program.parseAsync([...words], { from: "user" });
}

describe("the manifests for Kubernetes", () => {
  it("start what dyn serve understands, on the port that they name", async () => {
    await isUnderstood(container.args);
    const port = Number(container.args[container.args.indexOf("--port") + 1]);
    expect(container.ports).toEqual([{ name: "http", containerPort: port }]);
    expect(manifests.get("Service").spec.ports[0].targetPort).toBe("http");
    // Where a PodMonitor looks that names no path.
    expect(metricsPath).toBe("/metrics");
  });

  it("ask after its health where it tells", () => {
    const { livenessProbe, readinessProbe, startupProbe } = container;
    expect(livenessProbe.httpGet).toEqual({ path: livePath, port: "http" });
    expect(startupProbe.httpGet).toEqual({ path: livePath, port: "http" });
    expect(readinessProbe.httpGet).toEqual({ path: readyPath, port: "http" });
  });

  it("give it the time to drain", () => {
    const drain = Number.parseInt(
      container.args[container.args.indexOf("--drain-timeout") + 1],
      10,
    );
    const sleep = Number(container.lifecycle.preStop.exec.command[1]);
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(drain + sleep);
  });

  it("expose what dyn.yaml takes, with the keys where they are mounted", () => {
    const { gateway } = parseDynYaml(manifests.get("ConfigMap").data["dyn.yaml"], "x", "/etc/dyn");
    const { mountPath } = container.volumeMounts.find(
      ({ name }: { name: string }) => name === "keys",
    );
    expect(gateway?.keysFile).toBe(`${mountPath}/keys.json`);
    expect(container.env.map(({ name }: { name: string }) => name)).toContain(secretsVariable);
  });

  it("belong together", () => {
    const { selector, template } = manifests.get("Deployment").spec;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(template.metadata.labels).toMatchObject(manifests.get("Service").spec.selector);
    expect(manifests.get("HorizontalPodAutoscaler").spec.scaleTargetRef.name).toBe("dyn-serve");
  });
});

describe("the Dockerfile", () => {
  it("starts what dyn serve understands, as a user without rights", async () => {
    const [, words = "[]"] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const args = JSON.parse(words) as string[];
    await isUnderstood(args);
    expect(dockerfile).toContain(`EXPOSE ${args[args.indexOf("--port") + 1]}`);
    expect(dockerfile).toContain(readyPath);
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});
