import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { batches } from '@nomicfoundation/ignition-core'
import { openArtifacts } from '../artifacts.js'
import { local, LOCAL_ACCOUNTS } from '../params/local.js'
import { protocolModule } from './protocol.js'

const deployer = LOCAL_ACCOUNTS.deployer.address
const module = protocolModule({ params: local, deployer, artifacts: openArtifacts() })

describe('protocolModule', () => {
  it('lets no step begin before every step of the stage before it, so that nonces never swap', () => {
    const futures = new Map([...module.futures].map((future) => [future.id, future]))
    let previous: readonly string[] = []
    for (const stage of batches(module)) {
      for (const id of stage) {
        const waitsFor = [...(futures.get(id)?.dependencies ?? [])].map((future) => future.id)
        for (const before of previous) assert.ok(waitsFor.includes(before), `${id} does not wait for ${before}`)
      }
      previous = stage
    }
  })

  it('ends with the deployer giving up its last power', () => {
    assert.deepEqual(batches(module).at(-1), ['Quern#AccessManager_renounce_admin'])
  })
})
