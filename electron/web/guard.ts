import { cookiesNamed, makeToken, sameText } from '../http/tokens.ts'

/** A launch key is for the browser that we start ourselves, which asks within seconds. */
const LAUNCH_KEY_MS = 60_000

/**
 * Who may come in. Loopback is no boundary: any page in the browser and any user of the machine can reach the port. So a
 * request must name this host (or a page elsewhere re-pointed its name here), must carry the token's cookie, and a
 * WebSocket must come from a page of ours.
 */
export class Guard {
  readonly #token: string
  readonly #port: number
  #launchKey: { key: string; until: number } | null = null

  constructor(token: string, port: number) {
    this.#token = token
    this.#port = port
  }

  /** The address that lets its reader in. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.#token}`
  }

  /** Is a Host header ours? */
  isOurHost(host: string | undefined): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`
  }

  /** Is an Origin header a page of ours, under the name by which it was asked for? */
  isOurOrigin(origin: string | undefined, host: string | undefined): boolean {
    return this.isOurHost(host) && origin === `http://${host}`
  }

  isToken(candidate: string): boolean {
    return sameText(candidate, this.#token)
  }

  /** Set-Cookie for one who had the token. Cookies know no ports, so the name holds it. */
  get cookie(): string {
    return `${this.#cookieName}=${this.#token}; HttpOnly; SameSite=Strict; Path=/`
  }

  hasCookie(header: string | undefined): boolean {
    return cookiesNamed(this.#cookieName, header).some((value) => this.isToken(value))
  }

  /**
   * The address for a browser that we start. Every user can read its command line, so it holds no token but a key that
   * opens once, within a minute, and only to a process of our own user (see peer.ts).
   */
  makeLaunchUrl(): string {
    const key = makeToken()
    this.#launchKey = { key, until: Date.now() + LAUNCH_KEY_MS }
    return `http://127.0.0.1:${this.#port}/?launch=${key}`
  }

  /** Uses the launch key up, when it is right. */
  takeLaunchKey(candidate: string): boolean {
    const launch = this.#launchKey
    if (!launch || Date.now() > launch.until || !sameText(candidate, launch.key)) return false
    this.#launchKey = null
    return true
  }

  get #cookieName(): string {
    return `runcible-${this.#port}`
  }
}
