import { Cursor } from "../../expressions/cursor.ts";
import { path } from "../../expressions/operand.ts";
import type { SumTerms } from "../scenario.ts";

/**
 * `Balance`, or terms such as `Quantity + Reserved - Restocked`.
 * @throws ExpressionError
 */
export function parseSumTerms(text: string): SumTerms {
  const cursor = new Cursor(text);
  const terms: { sign: 1 | -1; attribute: string }[] = [];
  let sign: 1 | -1 = cursor.takeIf("-") ? -1 : 1;
  for (;;) {
    const { offset } = cursor.peek();
    const [attribute, ...members] = path(cursor);
    if (members.length > 0) {
      const hint = "a sum takes attributes of the item itself";
      throw cursor.fail("a member of an attribute", offset, hint);
    }
    terms.push({ sign, attribute });
    if (cursor.takeIf("+")) sign = 1;
    else if (cursor.takeIf("-")) sign = -1;
    else break;
  }
  cursor.expectEnd(
    "attributes have + or - between them; a name with dashes stands in double quotes",
  );
  return terms;
}
