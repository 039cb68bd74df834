import { isAddress, getAddress } from 'viem'
import { z } from 'zod'
import { chainBoard } from './boards.js'
import { crashPoints } from './crash-points.js'

const address = z
  .string()
  .refine((text) => isAddress(text, { strict: false }), 'must be an address of 40 hex digits')
  .transform((text) => getAddress(text))

const wei = z
  .union([z.string().regex(/^\d{1,60}$/), z.int().nonnegative()], 'must be a whole number of base units')
  .transform((value) => BigInt(value))

const seconds = z.int().nonnegative()

const rpcUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http or https URL')

const board = z.string().regex(/^(dir:.+|chain:)$/, 'must be "chain:", or "dir:" followed by a folder')

/** An object's name and 256 bytes of URI leave this much. */
export const maxBaseUriBytes = 180

const baseUri = z
  .string()
  .max(maxBaseUriBytes, 'must leave room for an object name within 256 bytes')
  .refine((text) => URL.canParse(text) && text.endsWith('/'), 'must be a URI that ends with "/"')

/** A child without any tensor takes about a fifth of this. */
export const leastMemoryMb = 512
/** Buffers of the least size that WebGPU promises, a few of them. */
const leastGpuMemoryMb = 512

/** Keys whose value never reaches an error, a log or a table. */
export const secretKeys: ReadonlySet<string> = new Set(['chain.rpc_url'])

/** Every key of the worker's configuration; descriptions become the comments of the file that `init` writes. */
export const configSchema = z.strictObject({
  network: z.enum(['local', 'sepolia']).default('local').describe('Which defaults apply: local or sepolia.'),
  chain: z.strictObject({
    id: z.int().positive().describe('Chain id that the node must report.'),
    rpc_url: rpcUrl.describe('JSON-RPC endpoint (http or https). Treated as a secret.'),
    poll_ms: z.int().min(50).max(60_000).describe('Milliseconds between looks at the head block.'),
    confirmations: z.int().min(1).max(64).describe('Blocks (the own included) after which a receipt counts.'),
  }),
  contracts: z.strictObject({
    escrow: address.optional().describe('JobEscrow; the default is the deployment this version knows for the chain.'),
    staking: address.optional().describe('Staking of that escrow.'),
    lens: address.optional().describe('ProtocolLens of that escrow.'),
  }),
  worker: z.strictObject({
    address: address.describe("The worker's owner: the staked address that is paid. Its key is not needed here."),
    keystore: z.string().min(1).describe('Keystore v3 file of the operator key, which signs and pays the gas.'),
    password_file: z.string().min(1).optional().describe('File with the password of the keystore, mode 0600.'),
    state_dir: z.string().min(1).describe('Folder of the database: journal, outbox and slashing protection.'),
    max_jobs: z.int().min(1).max(10_000).default(16).describe('Jobs held at once, from accept until they are settled.'),
    shutdown_grace_s: seconds
      .default(30)
      .describe('Seconds that accepted work may take after the first signal to stop.'),
  }),
  boards: z.strictObject({
    urls: z
      .array(board)
      .min(1)
      .default([chainBoard])
      .describe('Where requests are read: "chain:" for those posted on chain, "dir:<folder>" for signed documents.'),
    from_block: z
      .int()
      .nonnegative()
      .optional()
      .describe('First block that "chain:" reads; the default is that of the known deployment, else 0.'),
    scan_s: z.int().min(1).default(5).describe('Seconds between full scans, beside the notices of the file system.'),
  }),
  content: z.strictObject({
    dir: z.string().min(1).describe('Folder for inputs and outputs.'),
    public_uri: baseUri
      .optional()
      .describe('Base URI under which others find the outputs; the default is the file: URI of their folder.'),
    allow_file: z.boolean().describe('Read inputs from file: URIs.'),
    allow_http: z
      .boolean()
      .default(false)
      .describe('Read inputs from http(s): URIs; there is no guard against private addresses yet.'),
    max_input_bytes: z.int().positive().default(1_073_741_824).describe('Largest input tensor taken.'),
    max_output_bytes: z.int().positive().default(1_073_741_824).describe('Largest output of one job taken.'),
  }),
  pricing: z.strictObject({
    min_price_wei: wei.default(0n).describe('Least price of a job, in base units of the pay token.'),
    pay_tokens: z
      .array(address)
      .default(['0x0000000000000000000000000000000000000000'])
      .describe('Pay tokens taken; the zero address is the native coin.'),
    profit_guard: z.boolean().describe('Pass over native-coin jobs whose price does not cover the gas.'),
    min_profit_wei: wei.default(0n).describe('What must remain of the price after gas, when the guard is on.'),
    shards_per_accept: z.int().min(1).max(64).default(32).describe('Most shards taken in one transaction.'),
    min_duration_s: seconds.default(10).describe('Requests that give less time from accept to commit are passed over.'),
  }),
  gas: z.strictObject({
    max_fee_gwei: z
      .number()
      .positive()
      .describe('Highest fee per gas for accept and finalize; it holds for replacements too.'),
    urgent_max_fee_gwei: z
      .number()
      .positive()
      .describe('The same for commit and reveal, whose deadlines cost the stake.'),
    replace_after_s: z.int().min(1).describe('Seconds after which a transaction that is not mined is replaced.'),
    batch_s: seconds
      .default(10)
      .describe('Most seconds that a job waits for others of its request, to share a transaction with them.'),
  }),
  compute: z.strictObject({
    program: z
      .string()
      .min(1)
      .optional()
      .describe('JavaScript program that calls serveCompute; the default is the built-in one.'),
    backend: z
      .enum(['auto', 'webgpu', 'wasm', 'reference'])
      .default('auto')
      .describe('auto: a real GPU, else WASM SIMD.'),
    allow_software_gpu: z.boolean().default(false).describe('Let a software adapter count as a GPU (tests only).'),
    self_checks: z
      .int()
      .min(1)
      .max(1024)
      .default(4)
      .describe('Rows of each result that the reference computes again, besides the check of all of it.'),
    deadline_s: z.int().min(1).default(3600).describe('Seconds after which a computation is killed.'),
    threads: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .describe('Threads for work on the processor; the default is one less than it has, at least one.'),
    memory_mb: z
      .int()
      .min(leastMemoryMb)
      .optional()
      .describe("MiB of memory at which the compute child is killed; the default is half of the machine's."),
    gpu_memory_mb: z
      .int()
      .min(leastGpuMemoryMb)
      .default(2048)
      .describe("MiB of the GPU's memory that work may take; larger tensors are copied to it in parts."),
  }),
  claimer: z.strictObject({
    enabled: z.boolean().default(true).describe('Finalize own jobs when their window is over.'),
    delay_s: seconds.default(0).describe('Seconds to wait after the window, for a requester that approves.'),
  }),
  log: z.strictObject({
    level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('debug, info, warn or error.'),
    heartbeat_s: z.int().min(1).default(60).describe('Seconds between status lines.'),
  }),
  debug: z.strictObject({
    crash_at: z
      .enum(crashPoints)
      .optional()
      .describe('Name of the crash point at which the process kills itself (tests only).'),
  }),
})

export type ParsedConfig = z.output<typeof configSchema>

type Known<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> }

/** The whole configuration, checked, resolved and frozen. */
export type WorkerConfig = Readonly<Omit<ParsedConfig, 'contracts' | 'content' | 'boards' | 'compute'>> & {
  readonly compute: ParsedConfig['compute'] & Known<Pick<ParsedConfig['compute'], 'threads' | 'memory_mb'>>
  readonly contracts: Known<ParsedConfig['contracts']>
  readonly boards: Known<ParsedConfig['boards']>
  readonly content: Known<ParsedConfig['content']>
}

/** One key of the schema, e.g. `chain.rpc_url`. */
export interface ConfigKey {
  readonly path: readonly [string] | readonly [string, string]
  readonly name: string
  readonly environment: string
  readonly schema: z.ZodType
  readonly description: string
}

function keyOf(path: readonly [string] | readonly [string, string], schema: z.ZodType): ConfigKey {
  const name = path.join('.')
  const environment = `QUERN_${path.join('_').toUpperCase()}`
  return { path, name, environment, schema, description: schema.description ?? '' }
}

/** All keys in the order of the schema. */
export const configKeys: readonly ConfigKey[] = Object.entries(configSchema.shape).flatMap(([section, schema]) =>
  schema instanceof z.ZodObject
    ? Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, inner]) => keyOf([section, key], inner))
    : [keyOf([section], schema)],
)
