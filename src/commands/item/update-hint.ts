import type { ServiceError } from "../../dynamodb/client.ts";
import type { Path, Update, UpdateValue } from "../../expressions/ast.ts";

/** What to do about an update that the service refuses; undefined when it says enough itself. */
export function updateHint({ code, message }: ServiceError, update: Update): string | undefined {
  if (code !== "ValidationException") return undefined;
  if (/attribute that does not exist/i.test(message)) {
    const name = firstRead(update) ?? "Visits";
    return `say what it begins with: SET ${name} = if_not_exists(${name}, 0) + 1, or ADD ${name} 1`;
  }
  if (/document path .* invalid for update/i.test(message)) {
    return "what the path leads through must be there: set the whole map first, such as SET Address = {City: 'Oslo'}";
  }
  if (/incorrect data type|operand type/i.test(message)) {
    return "look at the types with: dyn item get … -o dynamodb-json";
  }
  return undefined;
}

/** The first attribute whose value the update builds on, if its name can stand bare. */
function firstRead(update: Update): string | undefined {
  const paths = update.flatMap(clause => (clause.kind === "set" ? pathsIn(clause.value) : []));
  const name = paths.find(path => path.length === 1)?.[0];
  return name !== undefined && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : undefined;
}

function pathsIn(value: UpdateValue): readonly Path[] {
  switch (value.kind) {
    case "path":
      return [value.path];
    case "add":
    case "subtract":
    case "list_append":
      return [...pathsIn(value.left), ...pathsIn(value.right)];
    case "if_not_exists":
      return pathsIn(value.otherwise);
    default:
      return [];
  }
}
