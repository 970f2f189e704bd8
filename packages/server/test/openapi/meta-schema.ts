import { Validator } from '@seriousme/openapi-schema-validator'

/** What the OpenAPI 3.1 meta-schema has against a document; undefined = nothing. */
export async function metaSchemaProblems(document: object): Promise<unknown> {
  const validator = new Validator()
  // the validator keeps and resolves what it is given
  const { valid, errors } = await validator.validate(structuredClone(document) as Record<string, unknown>)
  return valid ? undefined : (errors ?? 'invalid')
}
