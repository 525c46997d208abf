interface Parameter {
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema?: object;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
}

/**
 * Fills forms in with what is needed alone. Swagger UI begins with each `example` of a parameter, and
 * some exclude each other; those of the schema are only shown.
 *
 * @param document an OpenAPI document
 */
export function withoutOptionalExamples(document: object): object {
  const { paths = {} } = document as {
    readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return { ...document, paths: mapped(paths, methods => mapped(methods, ofOperation)) };
}

function ofOperation(operation: Operation): Operation {
  const { parameters } = operation;
  return parameters ? { ...operation, parameters: parameters.map(ofParameter) } : operation;
}

function ofParameter(parameter: Parameter): Parameter {
  const { example, ...others } = parameter;
  if (others.required || example === undefined) return parameter;
  return { ...others, schema: { ...others.schema, examples: [example] } };
}

function mapped<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(value)] as const),
  );
}
