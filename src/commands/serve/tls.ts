import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { DynError } from "../../errors.ts";

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Reads a certificate with its chain, and its key.
 * @throws DynError "invalid" for files that are missing, are not PEM, or do not belong together
 */
export async function readTls(
  { certFile, keyFile }: TlsFiles,
  cwd: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const cert = await readPem(resolve(cwd, certFile), "certificate", /-----BEGIN CERTIFICATE-----/);
  const key = await readPem(resolve(cwd, keyFile), "key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const encrypted = /ENCRYPTED/.test(key);
    const why = encrypted ? "the key is encrypted" : "they do not belong together, or are broken";
    throw new DynError("invalid", `cannot use ${certFile} with ${keyFile}: ${why}`, {
      hint: encrypted
        ? "write it without a passphrase, readable for the service alone: openssl pkey"
        : "compare: openssl x509 -noout -pubkey -in CERT; openssl pkey -pubout -in KEY",
      cause,
    });
  }
  return { cert, key };
}

async function readPem(file: string, what: string, mark: RegExp): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === "ENOENT" ? "there is no such file" : (cause.code ?? cause.message);
    throw new DynError("invalid", `cannot read the TLS ${what} ${file}: ${why}`, { cause });
  });
  if (mark.test(text)) return text;
  throw new DynError("invalid", `${file} is no TLS ${what} in PEM form`, {
    hint: `it begins with -----BEGIN ${what === "key" ? "PRIVATE KEY" : "CERTIFICATE"}-----`,
  });
}
