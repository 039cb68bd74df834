import type { Hash } from 'viem'
import { cursorOf, type JobEvent, type Place } from './event.js'

/** What one step found. */
export type FollowerStep = {
  events: JobEvent[]
  /** Continues behind everything that was read; undefined before a first block was. */
  cursor: string | undefined
  /** The step ended at the head. */
  done: boolean
}

/** What following needs of a chain. */
export type ChainReader = {
  head(): Promise<Block>
  /** The hash of the canonical block `number`; `undefined` when there is none. */
  hashOf(number: bigint): Promise<Hash | undefined>
  /** The events of the canonical blocks `from`..`to`, in their order. */
  events(from: bigint, to: bigint): Promise<JobEvent[]>
}

type Block = { number: bigint; hash: Hash }

export type FollowerOptions = {
  /** The first block to read. */
  fromBlock: bigint
  /** Continue behind this place instead. */
  after?: Place | undefined
  /** The most blocks a step reads. */
  maxRange: bigint
}

/** Reorganisations deeper than this are not taken back. */
export const maxReorgDepth = 256n
const resumeDepth = 64n

type Follower = {
  reader: ChainReader
  options: FollowerOptions
  /** Blocks up to here are final, or were never asked for. */
  floor: bigint
  /** Blocks that were read, by hash; the last is where the next step continues. */
  checkpoints: Block[]
  /** Events above the floor that were reported, by cursor. */
  reported: Map<string, JobEvent>
  /** Cursors of events that an earlier run reported. */
  skipped: Set<string>
}

/** Behind every log of its block. */
const wholeBlock = 999_999_999
const unknownHash: Hash = `0x${'00'.repeat(32)}`

/**
 * Reports each event once, and again with `removed` when its block is no longer part of the chain.
 * Blocks are told apart by hash: a step first walks back to the newest block read before that still stands.
 *
 * @example
 * ```ts
 * const reader = escrowReader(client, { escrow: addresses.escrow })
 * const { events, cursor } = await createFollower(reader, { fromBlock: 0n, maxRange: 2000n }).step()
 * ```
 */
export function createFollower(reader: ChainReader, options: FollowerOptions): { step(): Promise<FollowerStep> } {
  const floor = options.fromBlock - 1n
  const follower: Follower = { reader, options, floor, checkpoints: [], reported: new Map(), skipped: new Set() }
  let resumed = options.after === undefined
  return {
    async step() {
      if (!resumed && options.after) await resume(follower, options.after)
      resumed = true
      const found = await advance(follower)
      return { ...found, cursor: endOf(follower) }
    },
  }
}

async function resume(follower: Follower, place: Place): Promise<void> {
  const { reader, options, skipped } = follower
  const stands = (await reader.hashOf(place.blockNumber)) === place.blockHash
  const earlier = place.blockNumber - resumeDepth
  const first = stands ? place.blockNumber : earlier > options.fromBlock ? earlier : options.fromBlock
  follower.floor = first - 1n
  if (!stands) return
  const seen = await reader.events(place.blockNumber, place.blockNumber)
  for (const event of seen) if (event.logIndex <= place.logIndex) skipped.add(event.cursor)
}

async function advance(follower: Follower): Promise<{ events: JobEvent[]; done: boolean }> {
  const { reader, options } = follower
  const head = await reader.head()
  const base = await lastStanding(follower, head)
  if (base >= head.number) return { events: settle(follower, base, []), done: true }
  const to = base + options.maxRange < head.number ? base + options.maxRange : head.number
  const whole = to === head.number
  const hash = whole ? head.hash : await reader.hashOf(to)
  const middle = to - resumeDepth > base ? await reader.hashOf(to - resumeDepth) : undefined
  const found = await reader.events(base + 1n, to)
  if (hash === undefined || (await reader.hashOf(to)) !== hash) return { events: [], done: false }
  const events = settle(follower, base, found)
  if (middle) follower.checkpoints.push({ number: to - resumeDepth, hash: middle })
  follower.checkpoints.push({ number: to, hash })
  forget(follower, head.number - maxReorgDepth)
  return { events, done: whole }
}

/** Behind the newest block that was read. */
function endOf({ checkpoints }: Follower): string | undefined {
  const top = checkpoints.at(-1)
  return top && cursorOf({ blockNumber: top.number, blockHash: top.hash, logIndex: wholeBlock })
}

/** The newest block read before that is still part of the chain. */
async function lastStanding({ reader, checkpoints, floor }: Follower, head: Block): Promise<bigint> {
  for (let top = checkpoints.at(-1); top; top = checkpoints.at(-1)) {
    if (top.number <= head.number && (await reader.hashOf(top.number)) === top.hash) return top.number
    checkpoints.pop()
  }
  return floor
}

/**
 * What is new in the blocks behind `base`, after what is gone from them, youngest first. Nothing that was reported
 * beyond the blocks just read still stands: they reach to the first block that was found replaced.
 */
function settle({ reported, skipped, checkpoints }: Follower, base: bigint, found: readonly JobEvent[]): JobEvent[] {
  const stillThere = new Set(found.map((event) => event.cursor))
  const gone = [...reported.values()].filter((event) => event.blockNumber > base && !stillThere.has(event.cursor))
  const fresh = found.filter((event) => !reported.has(event.cursor) && !skipped.has(event.cursor))
  for (const event of gone) reported.delete(event.cursor)
  for (const event of fresh) reported.set(event.cursor, event)
  const blockHash = checkpoints.find((block) => block.number === base)?.hash ?? unknownHash
  const cursor = cursorOf({ blockNumber: base < 0n ? 0n : base, blockHash, logIndex: wholeBlock })
  return [...gone.toReversed().map((event) => ({ ...event, removed: true, cursor })), ...fresh]
}

/** Drops what lies deeper than any reorganisation that is taken back. */
function forget(follower: Follower, final: bigint): void {
  const { checkpoints, reported } = follower
  while (checkpoints[1] && checkpoints[1].number <= final)
    follower.floor = checkpoints.shift()?.number ?? follower.floor
  for (const [key, event] of reported) if (event.blockNumber <= follower.floor) reported.delete(key)
}
