/** Whether the service is to be sent requests: what `/health/ready` says. */
export interface Health {
  /** Kept for a moment, so that probes cannot flood DynamoDB. Never rejects. */
  readiness(): Promise<Readiness>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly HealthCheck[];
}

export interface HealthCheck {
  readonly name: "service" | "dynamodb" | "cache";
  /** `warn`: something is wrong that no request fails by. */
  readonly status: "pass" | "warn" | "fail";
  /** Without a name of a host, a path or a secret: it is told to everybody. */
  readonly detail: string | undefined;
}
