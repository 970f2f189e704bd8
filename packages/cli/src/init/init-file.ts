/** A file that `netloom init` writes. */
export interface InitFile {
  readonly path: string
  readonly mode: number
  readonly text: string
}

/** Where things are on a machine. */
export interface InitPlaces {
  /** INI files and secrets. */
  readonly directory: string
  readonly unitDirectory: string
  /** The command as a unit starts it. */
  readonly command: string
}

/** Where units keep what has to outlive them (`StateDirectory=netloom`). */
export const STATE = '/var/lib/netloom'
/** Everybody reads them, as they hold no secret. */
export const PUBLIC = 0o644
export const SECRET = 0o600
