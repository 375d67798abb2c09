import { randomBytes, timingSafeEqual } from 'node:crypto'

/** 32 random bytes in hexadecimal. */
export const TOKEN = /^[0-9a-f]{64}$/
export const TOKEN_LENGTH = 64

export const makeToken = (): string => randomBytes(TOKEN_LENGTH / 2).toString('hex')

/** So many wrong tokens are a mistake; more are somebody trying. */
const MAX_WRONG = 5

/** Tokens that open once. There is one at a time, and whoever redeems it is given the next. */
export class OneTimeTokens {
  /** null: nothing opens any more */
  #valid: Buffer | null
  #wrong = 0

  /** Throws a RangeError for what is no token. */
  constructor(first: string) {
    if (!TOKEN.test(first)) throw new RangeError('a token is 64 hexadecimal digits')
    this.#valid = Buffer.from(first, 'hex')
  }

  /** Uses the token up and gives the next; null where it is wrong. After five wrong ones none is right. */
  redeem(candidate: string): string | null {
    const given = TOKEN.test(candidate) ? Buffer.from(candidate, 'hex') : null
    if (this.#valid && given && timingSafeEqual(this.#valid, given)) {
      const next = makeToken()
      this.#valid = Buffer.from(next, 'hex')
      return next
    }
    this.#wrong++
    if (this.#wrong >= MAX_WRONG) this.#valid = null
    return null
  }
}
