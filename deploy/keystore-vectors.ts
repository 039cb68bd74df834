import type { Address, Hex } from 'viem'

/** What both vectors keep: the key of Ethereum's Web3 Secret Storage definition. */
export const VECTOR = {
  key: '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d' satisfies Hex,
  address: '0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b' satisfies Address,
  password: 'testpassword',
} as const

/** The definition's own vector. */
export const PBKDF2 = {
  cipher: 'aes-128-ctr',
  cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
  ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
  kdf: 'pbkdf2',
  kdfparams: {
    c: 262144,
    dklen: 32,
    prf: 'hmac-sha256',
    salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
  },
  mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
}

/** Written by ethers 6.17; the definition's own has r = 1, which OpenSSL refuses and no wallet writes. */
export const SCRYPT = {
  cipher: 'aes-128-ctr',
  cipherparams: { iv: '0be057934a3826cb8b9bbf08bfb69865' },
  ciphertext: 'ff106bb4ff66be22e3eb7cfb51bbcae424ca18ee52e7ba316a51d0735c48393c',
  kdf: 'scrypt',
  kdfparams: {
    dklen: 32,
    n: 4096,
    r: 8,
    p: 1,
    salt: 'bf125e58dfaf693e0816beb374b94b80deb30916494fa376235452cb42594084',
  },
  mac: '2f8e773cdba4e67fbcf1bc0b77ba5733b287afe8d91d41162cb94fb6dcb3e564',
}
