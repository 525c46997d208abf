/** For answers that are data: nothing in them may run, be framed or be guessed at. Names and values in turns. */
export function securityHeaders({ tls }: { readonly tls: boolean }): readonly string[] {
  return [
    ...["x-content-type-options", "nosniff"],
    ...["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
    ...["cross-origin-resource-policy", "same-origin"],
    ...["referrer-policy", "no-referrer"],
    ...(tls ? ["strict-transport-security", "max-age=31536000"] : []),
  ];
}
