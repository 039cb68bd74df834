// Which tests have to notice a mutant of contracts/<folder>.

/** Folder → Solidity unit tests (folders) and Mocha stories (folders or files); the others run for every folder. */
export const FOLDERS = {
  shared: { units: ['emission', 'staking', 'jobs'], stories: [] },
  token: { units: ['token', 'emission'], stories: [] },
  emission: { units: ['emission'], stories: ['emission'] },
  staking: { units: ['staking'], stories: ['staking', 'model/model.test.ts'] },
  verification: { units: ['verification'], stories: ['verification', 'jobs/badProofs.test.ts'] },
  jobs: { units: ['jobs'], stories: ['jobs', 'model/model.test.ts'] },
  lens: { units: ['lens'], stories: ['jobs/lens.test.ts'] },
}

export const UNITS = 'test/solidity/unit'
export const HOSTILE = 'test/solidity/hostile'
export const INVARIANTS = 'test/solidity/invariant'
export const STORIES = 'test/contracts'
