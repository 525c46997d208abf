/** What runs in a worker process: a service of its own, on the port that all share. */
import cluster, { type Worker } from "node:cluster";
import { processContext } from "../../cli/context.ts";
import { DynError } from "../../errors.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";
import { Problem } from "../../gateway/problem.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import type { Peers } from "./peers.ts";
import type { FromServeWorker, Question, ToServeWorker } from "./worker-messages.ts";

const { worker } = cluster;
if (worker === undefined) throw new TypeError("it runs as a worker of a cluster only");
// Signals of a terminal come to all its processes; the first process says what is to be done.
follow(worker, processContext());

type Said = Pick<Extract<ToServeWorker, { kind: "answers" }>, "answers" | "silent">;

function notDropped(): Problem {
  const detail = "a process of the service is busy and may keep what was to be dropped";
  return new Problem(503, "backend-unavailable", detail, { fix: "send it again", retryAfter: 1 });
}

function follow(self: Worker, context: ReturnType<typeof processContext>): void {
  const send = (message: FromServeWorker) => {
    // Without the first process, this one ends by itself.
    if (self.isConnected()) self.send(message);
  };
  const asking = new Map<number, (said: Said) => void>();
  let asked = 0;
  const ask = (question: Question): Promise<Said> =>
    new Promise(resolve => {
      asked += 1;
      asking.set(asked, resolve);
      send({ kind: "ask", id: asked, question });
    });
  const peersOf = (number: number): Peers => ({
    number,
    families: async () => {
      const { answers } = await ask({ kind: "families", of: null });
      return answers as readonly (readonly MetricFamily[])[];
    },
    invalidate: async what => {
      const { answers, silent } = await ask({ kind: "invalidate", of: what });
      if (silent > 0) throw notDropped();
      return (answers as readonly number[]).reduce((sum, each) => sum + each, 0);
    },
  });
  let gateway: Gateway | undefined;
  const answer = (question: Question): Promise<unknown> | undefined =>
    question.kind === "families" ? gateway?.families() : gateway?.invalidate(question.of);

  self.on("message", async (message: ToServeWorker) => {
    switch (message.kind) {
      case "serve":
        try {
          const peers = peersOf(message.number);
          gateway = await openGateway(message.task, { ...context, peers });
          send({ kind: "listening", url: gateway.url });
        } catch (error) {
          if (!(error instanceof DynError)) throw error;
          const { kind, message: text, hint } = error;
          send({
            kind: "failed",
            error: { kind, message: text, ...(hint !== undefined && { hint }) },
          });
        }
        return;
      case "drain":
        send({ kind: "ended", cut: (await gateway?.end()) ?? 0 });
        self.disconnect();
        return;
      case "question":
        send({ kind: "said", id: message.id, answer: await answer(message.question) });
        return;
      case "answers":
        asking.get(message.id)?.(message);
        asking.delete(message.id);
        return;
      default:
        message satisfies never;
    }
  });
  send({ kind: "here" });
}
