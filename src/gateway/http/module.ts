import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from "fastify";
import type { Action } from "../principal.ts";

/** What routes beside the API's may ask of the service. */
export interface Guards {
  /** The hooks of a route that only keys with a scope for this may ask. */
  allowing(actionOf: (request: FastifyRequest) => Action): onRequestHookHandler[];
}

/**
 * Adds to the server before the API does: its hooks hold for every request, its routes have neither
 * limits nor keys but those that `guards` gives them.
 */
export type ServerModule = (app: FastifyInstance, guards: Guards) => void | Promise<void>;
