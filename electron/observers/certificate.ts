import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { z } from 'zod'
import { readJson, writeJson } from '../engine/atomic.ts'

/** Browsers take none that is valid for longer than 398 days. */
const VALID_DAYS = 365
/** One that ends sooner is made anew. */
const LEFT_DAYS = 7
const DAY_MS = 86_400_000

const CertificateFile = z.object({
  version: z.literal(1),
  address: z.string(),
  key: z.string(),
  certificate: z.string(),
})

export interface Certificate {
  /** PEM */
  key: string
  certificate: string
  /** SHA-256, as browsers show it */
  fingerprint: string
}

/**
 * The certificate for an address of this machine, which nobody has signed but itself. It is kept in a file of mode 0600, so
 * that a browser which was told to trust it finds the same one the next time; another address gets another.
 */
export async function certificateFor(address: string, path: string): Promise<Certificate> {
  const kept = await readJson(path, CertificateFile).catch(() => null)
  if (kept?.address === address && daysLeft(kept.certificate) > LEFT_DAYS) return withPrint(kept)
  const made = await makeCertificate(address)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeJson(path, { version: 1, address, ...made })
  return withPrint(made)
}

/** Node makes keys and cannot sign certificates; forge does that. RSA, because it is what forge knows. */
async function makeCertificate(address: string) {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // A positive number: its first digit is below 8.
  certificate.serialNumber = `1${randomBytes(15).toString('hex')}`
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS)
  certificate.validity.notAfter = new Date(Date.now() + VALID_DAYS * DAY_MS)
  const name = [{ name: 'commonName', value: 'Runcible, for observers' }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return { key: privateKey, certificate: forge.pki.certificateToPem(certificate) }
}

const withPrint = ({ key, certificate }: { key: string; certificate: string }): Certificate => ({
  key,
  certificate,
  fingerprint: new X509Certificate(certificate).fingerprint256,
})

/** 0 for what is none. */
function daysLeft(certificate: string): number {
  try {
    return (Date.parse(new X509Certificate(certificate).validTo) - Date.now()) / DAY_MS
  } catch {
    return 0
  }
}
