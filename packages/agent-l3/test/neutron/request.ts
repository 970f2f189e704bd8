/** Who asks: an administrator, or a member of a project of his name. */
export type Who = 'admin' | 'alice' | 'bob'

/** One request; `{{name}}` is the id of what an earlier one made, `{{alice}}` that of a project. */
export interface L3Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** What the answer's object is called from now on. */
  readonly save?: string
  /** Absent: an administrator. */
  readonly who?: Who
}

export type Asks = (method: L3Request['method'], path: string, body?: unknown, save?: string) => L3Request

/** Requests of one caller. */
export const by =
  (who: Who): Asks =>
  (method, path, body, save) => ({
    ...{ method, path, who },
    ...(body !== undefined && { body }),
    ...(save !== undefined && { save }),
  })

export const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
