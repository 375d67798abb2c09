import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, as they stand in a URL. */
export const makeToken = () => randomBytes(32).toString('base64url')

/** Compares in a time that tells nothing; the digests are of one length whatever came. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** The values of the cookies of that name in a Cookie header. */
export function cookiesNamed(name: string, header: string | undefined): string[] {
  const prefix = `${name}=`
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length))
}
