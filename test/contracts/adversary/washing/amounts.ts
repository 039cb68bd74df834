import { parseEther } from 'ethers'
import type { Random } from '../../model/random.js'

/** The least that the kernel lets a job burn. */
const LEAST = parseEther('0.01')
/** About what the work stream emits in an epoch of the first year, over gamma: from here on more burn brings nothing more. */
const FULL_EPOCH = parseEther('380000')

/** A burn far below what an epoch emits: gamma binds. */
export function smallBurn(random: Random): bigint {
  return LEAST + random.amount(parseEther(random.pick(['0.01', '5', '2000'])))
}

/** A burn around and above what an epoch emits: the stream binds. */
export function largeBurn(random: Random): bigint {
  return FULL_EPOCH / 4n + random.amount(2n * FULL_EPOCH)
}

/** Either, or the least. */
export function anyBurn(random: Random): bigint {
  return random.pick([smallBurn, largeBurn, () => LEAST])(random)
}
