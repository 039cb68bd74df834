import { TensorDataError } from './errors.js'
import type { RowComputer, ShardJob, WholeCheck, WholeOutput } from './kernel.js'
import type { RowRange } from './tensors/source.js'

/** Cost and bytes of the rows that are computed again at a time: some hundredths of a second of WASM. */
const PIECE_COST = 2 ** 24
const PIECE_BYTES = 2 ** 24

/**
 * Computes an output again, all of it, a piece of rows after another, and finds the first element that differs: the check
 * of kernels without a shorter one. On `computer`, else by the kernel's WASM, else by its reference. Between two pieces
 * other events run.
 */
export async function findDifference<Params>(
  job: ShardJob<Params>,
  { inputs, output, computer }: WholeOutput<Params>,
): Promise<WholeCheck> {
  const used = computer ?? (await fastestRows(job))
  for (const rows of piecesOf(job, used)) {
    const need = await used.rows(job, inputs, rows)
    const have = await output.read(rows)
    if (have.length !== need.length)
      throw new TensorDataError({ tensor: 'output', have: have.length, need: need.length })
    const byte = firstDifference(have, need)
    if (byte !== undefined) return { wrongElement: elementAt(job, rows, byte), errorProbability: 0 }
    await turn()
  }
  return { wrongElement: undefined, errorProbability: 0 }
}

function* piecesOf<Params>(job: ShardJob<Params>, { leastRows = 1 }: RowComputer<Params>): Generator<RowRange> {
  const { rows, rowBytes } = job.layout.output(job.shard)
  const wanted = Math.max(leastRows, Math.floor(PIECE_COST / job.kernel.rowCost(job)))
  const most = Math.max(1, Math.min(wanted, Math.floor(PIECE_BYTES / rowBytes)))
  for (let first = 0; first < rows; first += most) yield { first, count: Math.min(most, rows - first) }
}

function firstDifference(have: Uint8Array, need: Uint8Array): number | undefined {
  const byte = need.findIndex((value, at) => have[at] !== value)
  return byte < 0 ? undefined : byte
}

/** An element may have any number of bytes: rows hold nothing else. */
function elementAt<Params>({ layout, shard }: ShardJob<Params>, { first }: RowRange, byte: number): bigint {
  const { rows, rowBytes } = layout.output(shard)
  const elementBytes = BigInt(rows * rowBytes) / layout.elements(shard)
  return (BigInt(first) * BigInt(rowBytes) + BigInt(byte)) / elementBytes
}

async function fastestRows<Params>({ kernel }: ShardJob<Params>): Promise<RowComputer<Params>> {
  return kernel.openWasm().catch(() => kernel.reference)
}

/** Lets other events run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
