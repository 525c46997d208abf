import type { FastifyRequest } from "fastify";
import { Problem } from "../problem.ts";
import type { AllowedMethods } from "./allowed-methods.ts";

/** Throws the 405 of a path that takes other methods, or else the 404. */
export function notFound(allowed: AllowedMethods): (request: FastifyRequest) => never {
  return ({ url, method }) => {
    const mark = url.indexOf("?");
    const methods = allowed.of(mark < 0 ? url : url.slice(0, mark));
    if (methods.length === 0) {
      throw new Problem(404, "unknown-route", "there is no such path", {
        fix: "/docs shows the paths that there are",
      });
    }
    const allow = methods.join(", ");
    throw new Problem(405, "method-not-allowed", `the path does not take ${method}`, {
      fix: `use ${allow}`,
      headers: { allow },
    });
  };
}
