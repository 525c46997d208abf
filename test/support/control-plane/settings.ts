import { type Input, invalid, Refusal } from "./input.ts";

const hourMs = 3_600_000;

/** The settings of a table that have calls of their own. */
export class Settings {
  readonly tags: Map<string, string>;
  #ttl: { attribute: string | undefined; status: string; left: number } = {
    attribute: undefined,
    status: "DISABLED",
    left: 0,
  };
  #ttlAt: number | undefined;
  #recovery: { enabled: boolean; days: number; sinceMs: number } | undefined;
  /** Calls until backups of the new table are available. */
  #backupsIn: number;
  readonly #insights = new Map<string, { mode: string; left: number }>();
  readonly #looks: number;

  constructor({ Tags = [] }: Input, looks: number, backupsIn: number) {
    this.tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
    this.#looks = looks;
    this.#backupsIn = backupsIn;
  }

  timeToLive(): unknown {
    const ttl = this.#ttl;
    if (ttl.left > 0) ttl.left -= 1;
    else ttl.status = ttl.status === "ENABLING" ? "ENABLED" : ttl.status;
    if (ttl.left === 0 && ttl.status === "DISABLING") this.#ttl = { ...ttl, status: "DISABLED" };
    const { status, attribute } = this.#ttl;
    return {
      TimeToLiveStatus: status,
      ...(status !== "DISABLED" && { AttributeName: attribute }),
    };
  }

  updateTimeToLive({ TimeToLiveSpecification: wanted }: Input, nowMs: number): void {
    if (wanted === undefined) throw invalid("TimeToLiveSpecification is missing");
    if (this.#ttlAt !== undefined && nowMs - this.#ttlAt < hourMs) {
      throw invalid("Time to live has been modified multiple times within a fixed interval");
    }
    const isOn = this.#ttl.status.startsWith("ENABL");
    if (isOn === wanted.Enabled) {
      throw invalid(`TimeToLive is already ${isOn ? "enabled" : "disabled"}`);
    }
    this.#ttlAt = nowMs;
    this.#ttl = {
      attribute: wanted.AttributeName,
      status: wanted.Enabled ? "ENABLING" : "DISABLING",
      left: this.#looks,
    };
  }

  /** What point-in-time recovery reaches, in seconds since 1970; undefined while it is off. */
  window(nowMs: number): { readonly earliest: number; readonly latest: number } | undefined {
    if (!this.#recovery?.enabled) return undefined;
    const { days, sinceMs } = this.#recovery;
    const earliest = Math.max(sinceMs, nowMs - days * 24 * hourMs) / 1000;
    return { earliest, latest: Math.max(earliest, (nowMs - hourMs / 12) / 1000) };
  }

  backups(nowMs: number): unknown {
    const window = this.window(nowMs);
    return {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: window
        ? {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: this.#recovery?.days,
            EarliestRestorableDateTime: window.earliest,
            LatestRestorableDateTime: window.latest,
          }
        : { PointInTimeRecoveryStatus: "DISABLED" },
    };
  }

  /** Backups of a new table become available a moment after it. */
  awaitBackups(): void {
    if (this.#backupsIn === 0) return;
    this.#backupsIn -= 1;
    throw new Refusal(
      "ContinuousBackupsUnavailableException",
      "Backups are being enabled for the table. Please retry later",
    );
  }

  updateBackups({ PointInTimeRecoverySpecification: wanted }: Input, nowMs: number): void {
    this.awaitBackups();
    this.#recovery = {
      enabled: wanted?.PointInTimeRecoveryEnabled === true,
      days: wanted?.RecoveryPeriodInDays ?? 35,
      sinceMs: this.#recovery?.enabled ? this.#recovery.sinceMs : nowMs,
    };
  }

  insights(index: string): unknown {
    const own = this.#insights.get(index);
    if (own === undefined) return { ContributorInsightsStatus: "DISABLED" };
    if (own.left > 0) own.left -= 1;
    return {
      ContributorInsightsStatus: own.left > 0 ? "ENABLING" : "ENABLED",
      ContributorInsightsMode: own.mode,
    };
  }

  updateInsights(index: string, input: Input): void {
    if (input.ContributorInsightsAction === "DISABLE") this.#insights.delete(index);
    else {
      const mode = input.ContributorInsightsMode ?? "ACCESSED_AND_THROTTLED_KEYS";
      this.#insights.set(index, { mode, left: this.#looks });
    }
  }
}
