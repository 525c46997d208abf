/** What the embedded engine needs to know of the machine; a command's context has all of it. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Milliseconds on a monotonic clock. */
  readonly monotonic: () => number;
}
