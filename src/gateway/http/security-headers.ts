/** For answers that are data: nothing in them may run, be framed or be guessed at. */
export function securityHeaders(options: {
  readonly tls: boolean;
}): Readonly<Record<string, string>> {
  return {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    ...(options.tls ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
