import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numbersOf, UsageError } from './numbers.js'

const OPTIONS = { queries: { usual: 100, least: 40, most: 200 }, verses: { usual: 7, least: 1, most: 9 } }

test('numbersOf_takesWhatIsGivenAndTheUsualForTheRest', () => {
  assert.deepEqual(numbersOf([], OPTIONS), { queries: 100, verses: 7 })
  assert.deepEqual(numbersOf(['--queries', '40', '--verses=9'], OPTIONS), { queries: 40, verses: 9 })
})

test('numbersOf_refuses_withWordsThatSayWhatIsAllowed', () => {
  const refused = (args: string[], says: RegExp, options = OPTIONS as Record<string, (typeof OPTIONS)['queries']>) =>
    assert.throws(
      () => numbersOf(args, options),
      (error) => error instanceof UsageError && says.test(error.message),
      args.join(' '),
    )
  for (const text of ['39', '201', '4e1', '-50', '50.5', ''])
    refused([`--queries=${text}`], new RegExp(`^--queries is "${text}", and must be a whole number from 40 to 200\\.$`))
  refused(['--verse', '5'], /'--verse'.* It takes --queries, --verses\.$/)
  refused(['40'], /'40'.* It takes --queries, --verses\.$/)
  refused(['--queries'], /--queries.* It takes --queries, --verses\.$/)
  refused(['--queries', '-5'], /^Option '--queries' argument is ambiguous\. It takes --queries, --verses\.$/)
  refused(['--queries', '40'], /'--queries'.* It takes no options\.$/, {})
})
