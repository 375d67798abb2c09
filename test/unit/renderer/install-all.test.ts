import { expect, test } from 'vitest'
import { installAll } from '../../../renderer/preflight/features.ts'

test('what comes in packages is one command, each package once; one alone needs none', () => {
  const mends = ['apt-get install runc', null, 'npm start -- --yes', 'apt-get install skopeo umoci']
  expect(installAll(mends)).toBe('apt-get install runc skopeo umoci')
  expect(installAll(['sudo apt-get install umoci', 'sudo apt-get install umoci runc'])).toBe(
    'sudo apt-get install umoci runc',
  )
  expect(installAll(['apt-get install runc', 'modprobe tun; chmod 666 /dev/net/tun'])).toBeNull()
  expect(installAll(['apt-get install a; rm -rf /', 'apt-get install runc'])).toBeNull()
})
