/** A member of an object to spread: none where there is no value. */
export function given<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: Value };
}

/** The name that stands for a value, such as dyn's own for one of the service's. */
export function nameOf<Name extends string>(
  names: Readonly<Record<Name, string>>,
  value: string | undefined,
): Name | undefined {
  return (Object.keys(names) as Name[]).find(name => names[name] === value);
}
