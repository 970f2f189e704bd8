import { labExec } from '../../src/lab/lab-exec.ts'
import { FAR_IP, NEAR_IP } from './matrix-lab.ts'

/** One packet, from the start of the VM's life or not: whether it was answered within `seconds`. */
export async function pingOnce(from: 'near' | 'far', lab: string, seconds = 2): Promise<boolean> {
  const target = from === 'near' ? FAR_IP : NEAR_IP
  const { exitCode } = await labExec(from, ['ping', '-c', '1', '-W', String(seconds), target], lab)
  return exitCode === 0
}
