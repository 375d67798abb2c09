import type { BenchImage } from '../image.ts'
import type { Runner } from '../rounds.ts'

/**
 * Somebody who runs containers, Runcible among them. Each method does one thing to the container `id` and gives the
 * milliseconds from the request until it is known to be done; what must be found out before or tidied up after is not in it.
 */
export interface Peer {
  readonly name: Runner
  /** create and start IDLE_PROGRAM, detached, in a network namespace of its own */
  up(id: string): Promise<number>
  /** `true` inside, until its exit is known */
  exec(id: string): Promise<number>
  /** pause and resume */
  pause(id: string): Promise<number>
  /** SIGKILL until the end is known */
  kill(id: string): Promise<number>
  delete(id: string): Promise<number>
  /** ends the container; absent where the peer cannot */
  checkpoint?(id: string): Promise<number>
  restore?(id: string): Promise<number>
  /** the container runs on; absent where the peer cannot */
  checkpointRunning?(id: string): Promise<number>
  /** takes an image in, of which `upImage` then makes containers; absent where the peer knows none */
  bringImage?(image: BenchImage): Promise<void>
  /** as `up`, but of that image and with what it says is run */
  upImage?(id: string): Promise<number>
}
