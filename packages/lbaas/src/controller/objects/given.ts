/** What a request says of the fields that a kind has; absent ones are left out. `fields` has the names as keys. */
export function given<F extends object>(request: object, fields: F): Partial<F> {
  return Object.fromEntries(
    Object.entries(request).filter(([name, value]) => value !== undefined && Object.hasOwn(fields, name)),
  ) as Partial<F>
}
