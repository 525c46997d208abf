/** US dollars that a table of one class costs. */
export interface ClassPrices {
  /** A million read request units of on-demand billing. */
  readonly read: number;
  /** A million write request units, replicated ones too. */
  readonly write: number;
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
 * On-demand list prices of us-east-1 as of November 2026, requests as lowered on 1 November 2024, from
 * https://aws.amazon.com/dynamodb/pricing/on-demand/. The one table of prices: dyn.yaml overrides it.
 */
export const listPrices: Prices = {
  standard: { read: 0.125, write: 0.625, storage: 0.25 },
  "infrequent-access": { read: 0.155, write: 0.78, storage: 0.1 },
  origin: "us-east-1's list price",
};

/** What dyn.yaml says under `prices:`: of the standard class, and of the other. */
export interface PriceSettings extends SomePrices {
  readonly "infrequent-access"?: SomePrices | undefined;
}

type SomePrices = { readonly [Name in keyof ClassPrices]?: number | undefined };

/** Prices with what settings say in their place. */
export function withPrices(prices: Prices, settings: PriceSettings | undefined): Prices {
  if (settings === undefined) return prices;
  const { "infrequent-access": infrequent, ...standard } = settings;
  return {
    standard: given(prices.standard, standard),
    "infrequent-access": given(prices["infrequent-access"], infrequent ?? {}),
    origin: "the prices of dyn.yaml",
  };
}

function given(prices: ClassPrices, settings: SomePrices): ClassPrices {
  return {
    read: settings.read ?? prices.read,
    write: settings.write ?? prices.write,
    storage: settings.storage ?? prices.storage,
  };
}
