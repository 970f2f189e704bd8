/** What checks the body of a feed item; a schema of zod is one. */
export interface PayloadSchema {
  safeParse(
    body: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly issues: readonly PayloadIssue[] } }
}

export interface PayloadIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}
