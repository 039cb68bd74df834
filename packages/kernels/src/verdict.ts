/** What a kernel says of a proof: nothing, that the element is right, or that it is wrong. */
export type Verdict = 'invalid' | 'correct' | 'wrong'
