/** Another writer changed what we read before we wrote; the whole operation has to run again. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError'
}
