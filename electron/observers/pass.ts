import type { IncomingMessage } from 'node:http'
import { cookiesNamed, makeToken, sameText } from '../http/tokens.ts'
import { authority } from './addresses.ts'

/**
 * Who may come in as an observer: whoever has the token of the link that counts. A request must name the address that is
 * listened on, or a page elsewhere has re-pointed its name here.
 */
export class Pass {
  readonly #host: string
  readonly #cookieName: string
  /** null: the link was revoked */
  #token: string | null = makeToken()

  constructor(address: string, port: number) {
    this.#host = authority(address, port)
    this.#cookieName = `__Host-runcible-observer-${port}`
  }

  get link(): string | null {
    return this.#token && `https://${this.#host}/#${this.#token}`
  }

  revoke(): void {
    this.#token = null
  }

  renew(): void {
    this.#token = makeToken()
  }

  isOurHost({ headers }: IncomingMessage): boolean {
    return headers.host === this.#host
  }

  isOurOrigin({ headers }: IncomingMessage): boolean {
    return headers.origin === `https://${this.#host}`
  }

  isToken(candidate: string): boolean {
    return this.#token !== null && sameText(candidate, this.#token)
  }

  /** Set-Cookie for one who had the token; null once there is none. */
  get cookie(): string | null {
    const flags = 'Secure; HttpOnly; SameSite=Strict; Path=/'
    return this.#token && `${this.#cookieName}=${this.#token}; ${flags}`
  }

  hasCookie({ headers }: IncomingMessage): boolean {
    return cookiesNamed(this.#cookieName, headers.cookie).some((value) => this.isToken(value))
  }
}
