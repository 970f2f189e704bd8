/** What the feed has done since it was made; for benches and metrics. */
export interface FeedCounters {
  /** Change events built, whatever the number of watchers. */
  publications: number
  /** Events handed to watchers. */
  deliveries: number
  /** Snapshots read from the store. */
  snapshots: number
}
