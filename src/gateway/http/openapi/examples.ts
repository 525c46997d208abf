interface Parameter {
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema?: object;
}

interface Document {
  readonly paths?: Readonly<Record<string, object>>;
}

/**
 * Fills forms in with what is needed alone. Swagger UI begins with each `example` of a parameter, and
 * some exclude each other; those of the schema are only shown.
 */
export function withoutOptionalExamples<T extends Document>(document: T): T {
  const paths = mapped(document.paths ?? {}, methods => mapped(methods, ofOperation));
  return { ...document, paths };
}

function ofOperation(operation: { readonly parameters?: readonly Parameter[] }): object {
  const { parameters } = operation;
  return parameters ? { ...operation, parameters: parameters.map(ofParameter) } : operation;
}

function ofParameter(parameter: Parameter): Parameter {
  const { example, ...others } = parameter;
  if (others.required || example === undefined) return parameter;
  return { ...others, schema: { ...others.schema, examples: [example] } };
}

function mapped<T>(values: object, change: (value: T) => object): Record<string, object> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(value as T)]),
  );
}
