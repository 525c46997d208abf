import type { Endpoint } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";

/**
 * What is served, as text: another for each endpoint, region and account.
 * @throws DynError "denied" when there are no credentials to tell the account by
 */
export async function servedBy({ url, region, credentials }: Endpoint): Promise<string> {
  const { accessKeyId } = await credentials().catch(cause => {
    throw new DynError("denied", "no usable AWS credentials", {
      hint: "run `aws configure` or `aws sso login`, set AWS_PROFILE, or awsProfile in dyn.yaml",
      cause,
    });
  });
  return `${url.href} ${region} ${accountIn(accessKeyId)}`;
}

/**
 * The part of a key id that AWS makes of the account's number, as `aws sts get-access-key-info` reads
 * it out; of any other key all of it. A key of before 2019 has an account of its own: at worst, less
 * is shared than could be.
 */
function accountIn(accessKeyId: string): string {
  return /^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId) ? accessKeyId.slice(4, 12) : accessKeyId;
}
