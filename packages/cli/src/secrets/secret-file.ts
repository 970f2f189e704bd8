/** A file that not everybody may read. */
export interface SecretFile {
  readonly path: string
  /** What is in it, for the message. */
  readonly holds: string
}
