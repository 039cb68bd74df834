import { getAddress, isAddress, type Address, type Hex } from 'viem'
import { RequestDocumentError } from '../errors/local.js'
import type { RequestDocument, Terms, Work } from '../types.js'
import { termFields } from './fields.js'

/** The only format there is. */
export const requestDocumentFormat = 'quern-request/1'
/** Longer documents are refused before they are parsed. */
export const maxDocumentBytes = 65_536
/** Longer URIs do not fit in a request. */
export const maxUriBytes = 256

type Json = Record<string, unknown>
type Reader<T> = (value: unknown, path: string) => T

const specification = 'docs/specs/request.md'

function refuse(path: string, problem: string, hint = `See ${specification}.`): never {
  throw new RequestDocumentError({ path, problem, hint })
}

/**
 * Reads a request document; nothing in it is trusted, and the signature is not checked here.
 *
 * Throws `REQUEST_DOCUMENT_MALFORMED` with the path of the field that is wrong.
 *
 * @example
 * ```ts
 * import { parseRequestDocument } from '@quern/sdk'
 *
 * export const shardsOf = (text: string) => parseRequestDocument(text).request.work.shards
 * ```
 */
export function parseRequestDocument(text: string): RequestDocument {
  if (text.length > maxDocumentBytes || new TextEncoder().encode(text).length > maxDocumentBytes) {
    refuse('$', `the document is longer than ${maxDocumentBytes} bytes`, 'Shorten `params` or the signature.')
  }
  const root = objectWith(parseJson(text), '$', ['format', 'chainId', 'escrow', 'request', 'signature'])
  if (root.format !== requestDocumentFormat) {
    refuse('$.format', `is ${show(root.format)}`, `Write "${requestDocumentFormat}".`)
  }
  const request = objectWith(root.request, '$.request', ['terms', 'work'])
  return {
    chainId: integer(Number.MAX_SAFE_INTEGER)(root.chainId, '$.chainId'),
    escrow: readAddress(root.escrow, '$.escrow'),
    request: { terms: readTerms(request.terms), work: readWork(request.work) },
    signature: hex()(root.signature, '$.signature'),
  }
}

/** Writes a request document; `parseRequestDocument` reads it back unchanged. */
export function formatRequestDocument({ chainId, escrow, request, signature }: RequestDocument): string {
  const document = { format: requestDocumentFormat, chainId, escrow, request, signature }
  const text = JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)
  return `${text}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const hint = 'Check commas and quotes, and that the file is complete.'
    throw new RequestDocumentError({ path: '$', problem: 'is not JSON', hint, cause })
  }
}

function objectWith(value: unknown, path: string, names: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'is not an object')
  const unknown = Object.keys(value).find((key) => !names.includes(key))
  if (unknown !== undefined) refuse(`${path}.${unknown}`, 'is not a known field', 'Remove it.')
  const missing = names.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) refuse(`${path}.${missing}`, 'is missing')
  return value as Json
}

function readTerms(value: unknown): Terms {
  const path = '$.request.terms'
  const json = objectWith(
    value,
    path,
    termFields.map((field) => field.name),
  )
  const entries = termFields.map(({ name, type }) => [name, readerOf(type)(json[name], `${path}.${name}`)])
  return Object.fromEntries(entries) as Terms
}

function readWork(value: unknown): Work {
  const path = '$.request.work'
  const json = objectWith(value, path, ['shards', 'inputRoot', 'params', 'inputUri'])
  return {
    shards: integer(2 ** 32 - 1)(json.shards, `${path}.shards`),
    inputRoot: hex(32)(json.inputRoot, `${path}.inputRoot`),
    params: hex()(json.params, `${path}.params`),
    inputUri: readUri(json.inputUri, `${path}.inputUri`),
  }
}

/** Widths that a JSON number holds exactly are numbers, wider ones decimal strings. */
function readerOf(type: (typeof termFields)[number]['type']): Reader<unknown> {
  if (type === 'address') return readAddress
  const bits = Number(type.slice('uint'.length))
  return bits <= 48 ? integer(2 ** bits - 1) : decimal(2n ** BigInt(bits) - 1n)
}

function integer(most: number): Reader<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || Object.is(value, -0)) {
      return refuse(path, `is ${show(value)}, not a whole number`, 'Write it without quotes or a fraction.')
    }
    if (value < 0 || value > most) return refuse(path, `is ${value}, allowed are 0..${most}`)
    return value
  }
}

function decimal(most: bigint): Reader<bigint> {
  return (value, path) => {
    if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,38})$/.test(value)) {
      return refuse(path, `is ${show(value)}, not a decimal string`, 'Write base units in quotes: "1000000".')
    }
    if (BigInt(value) > most) return refuse(path, `is ${value}, allowed are 0..${most}`)
    return BigInt(value)
  }
}

function readAddress(value: unknown, path: string): Address {
  if (typeof value !== 'string' || !isAddress(value, { strict: value !== value.toLowerCase() })) {
    return refuse(
      path,
      `is ${show(value)}, not an address`,
      'Write 0x and 40 hexadecimal digits with the right checksum.',
    )
  }
  return getAddress(value)
}

function hex(bytes?: number): Reader<Hex> {
  const size = bytes === undefined ? '*' : `{${bytes}}`
  const pattern = new RegExp(`^0x([0-9a-fA-F]{2})${size}$`)
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) {
      const hint =
        bytes === undefined ? 'Write 0x and two hexadecimal digits a byte.' : `Write 0x and ${bytes * 2} digits.`
      return refuse(path, `is ${show(value)}, not ${bytes ?? 'whole'} bytes in hexadecimal`, hint)
    }
    return value.toLowerCase() as Hex
  }
}

function readUri(value: unknown, path: string): string {
  if (typeof value !== 'string') return refuse(path, `is ${show(value)}, not a string`)
  if (!/^[\x21-\x7e]*$/.test(value)) {
    return refuse(path, 'has spaces or characters outside ASCII', 'Percent-encode them.')
  }
  if (value.length > maxUriBytes) return refuse(path, `is longer than ${maxUriBytes} bytes`)
  return value
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
