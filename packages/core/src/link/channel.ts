/**
 * One direction-pair of frames. In process it is two function calls, between processes a WebSocket; it may lose, double
 * or reorder frames and close at any time, and nothing breaks: both ends are level-triggered.
 */
export interface Channel<Out, In> {
  send(frame: Out): void
  /** Sends text that is already JSON (a shared event), without rendering it again. */
  sendText(json: string, frame: Out): void
  /** Bytes waiting to be sent; a controller re-snapshots a watcher whose queue is too long. */
  readonly backlog: number
  onFrame(listener: (frame: In) => void): void
  onClose(listener: (reason: string) => void): void
  close(reason?: string): void
}
