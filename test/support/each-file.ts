import { afterAll } from "vitest";
import { endEngine } from "./engine.ts";

// Modules live as long as their worker: what one file has made is not for the next.
afterAll(endEngine);
