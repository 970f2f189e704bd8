/** Columns of every object of the API. */
export interface StandardColumns {
  description: string
  /** JSON list of text. */
  tags: string
  revision_number: number
  created_at: string
  updated_at: string
}
