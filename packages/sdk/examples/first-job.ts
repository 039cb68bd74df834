import { requesterActions, describeMatmul8, productOf, type ProtocolAddresses } from '@quern/sdk'
import { folderUri, objectReader, publishRequest, writeObject } from '@quern/sdk/node'
import { createClient, http, parseUnits, zeroAddress, type LocalAccount } from 'viem'

type Job = { url: string; addresses: ProtocolAddresses; account: LocalAccount; board: string; objects: string }

/** Has strangers multiply two matrices, checks what they return, pays. `account` owns QRN and the chain's coin. */
export async function firstJob({ url, addresses, account, board, objects: folder }: Job): Promise<Int32Array> {
  const client = createClient({ account, transport: http(url) }).extend(requesterActions({ addresses }))
  await client.deposit({ token: zeroAddress, amount: parseUnits('0.01', 18) })
  await client.deposit({ token: addresses.token, amount: parseUnits('1', 18) })
  const [a, b] = [Int8Array.of(1, 2, 3, 4), Int8Array.of(5, 6, 7, 8)] // A is 2×2; B is 2×2, given transposed
  const { work, objects } = describeMatmul8({ m: 2, n: 2, k: 2, a, b, shards: 1, inputUri: folderUri(folder) })
  for (const object of objects) await writeObject(folder, object)
  const { request } = await client.prepareRequest({ work, maxPrice: parseUnits('0.001', 18) })
  const signature = await client.signRequest({ request })
  await publishRequest(board, { chainId: addresses.chainId, escrow: addresses.escrow, request, signature })
  await client.waitForReveal({ request, shard: 0 })
  const { ok, output } = await client.verifyResult({ request, shard: 0, read: objectReader({ folders: [folder] }) })
  if (!ok) throw new Error('The result is wrong: challenge it.')
  await client.approve({ request, shards: [0] })
  return productOf(output)
}
