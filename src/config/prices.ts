/** US dollars that a table of one class costs. */
export interface ClassPrices {
  /** A million read request units of on-demand billing. */
  readonly read: number;
  /** A GB-month. */
  readonly storage: number;
}

/** By table class, and where they come from, in words that follow "at". */
export interface Prices {
  readonly standard: ClassPrices;
  readonly "infrequent-access": ClassPrices;
  readonly origin: string;
}

/**
 * On-demand list prices of us-east-1 as of November 2026, reads as lowered on 1 November 2024, from
 * https://aws.amazon.com/dynamodb/pricing/on-demand/. The one table of prices: dyn.yaml overrides it.
 */
export const listPrices: Prices = {
  standard: { read: 0.125, storage: 0.25 },
  "infrequent-access": { read: 0.155, storage: 0.1 },
  origin: "us-east-1's list price",
};

/** What dyn.yaml says under `prices:`: of the standard class, and of the other. */
export interface PriceSettings {
  readonly read?: number | undefined;
  readonly storage?: number | undefined;
  readonly "infrequent-access"?:
    | { readonly read?: number | undefined; readonly storage?: number | undefined }
    | undefined;
}

/** Prices with what settings say in their place. */
export function withPrices(prices: Prices, settings: PriceSettings | undefined): Prices {
  if (settings === undefined) return prices;
  const { standard, "infrequent-access": infrequent } = prices;
  const other = settings["infrequent-access"];
  return {
    standard: {
      read: settings.read ?? standard.read,
      storage: settings.storage ?? standard.storage,
    },
    "infrequent-access": {
      read: other?.read ?? infrequent.read,
      storage: other?.storage ?? infrequent.storage,
    },
    origin: "the prices of dyn.yaml",
  };
}
