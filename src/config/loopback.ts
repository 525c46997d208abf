/** Whether a host, an IPv6 address with brackets or without, is this machine by its name alone. */
export function isLoopbackHost(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    host === "[::1]" ||
    /^127(?:\.\d+){3}$/.test(host)
  );
}
