/** Which methods a path takes, by the patterns of the routes. */
export class AllowedMethods {
  readonly #routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();

  /** @param pattern as the router takes it: `/v1/tables/:table` */
  add(pattern: string, methods: string | readonly string[]): void {
    let route = this.#routes.get(pattern);
    if (route === undefined) {
      const path = new RegExp(
        `^${pattern.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+").replace("*", ".*")}$`,
      );
      route = { path, methods: new Set() };
      this.#routes.set(pattern, route);
    }
    for (const method of [methods].flat()) route.methods.add(method);
  }

  /** Sorted; empty where there is no such path. */
  of(path: string): readonly string[] {
    const found = [...this.#routes.values()].filter(route => route.path.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}
