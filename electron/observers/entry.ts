import type { Body } from '../http/answers.ts'

/** Where the entry's page sends the token. */
export const ENTER = '/enter'
export const ENTRY_SCRIPT_PATH = '/enter.js'

/** What one without a cookie gets: all that is in it anybody may read. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Runcible</title>
<style>
:root { color-scheme: light dark; font: 16px system-ui, sans-serif }
body { margin: 20vh auto; max-width: 32rem; padding: 0 1rem; line-height: 1.5 }
</style>
</head>
<body>
<main><h1>Runcible</h1><p id="said" role="status">Opening …</p></main>
<script src="${ENTRY_SCRIPT_PATH}"></script>
</body>
</html>
`

/** Hands the token over, which no request's address ever held, and takes it out of the browser's history. */
const SCRIPT = `const say = (text) => { document.getElementById('said').textContent = text }
const NO_ANSWER = 'There is no answer. The link may have been turned off.'
async function enter() {
  const token = location.hash.slice(1)
  if (!token) return say('Open the whole link, with all that follows the #. This one was incomplete, or it was revoked.')
  history.replaceState(null, '', '/')
  const answer = await fetch('${ENTER}', { method: 'POST', body: token }).catch(() => null)
  if (answer && answer.ok) location.replace('/')
  else say(answer ? await answer.text() : NO_ANSWER)
}
addEventListener('hashchange', enter)
enter()
`

const file = (type: string, body: string): Body => ({
  type,
  body: Buffer.from(body),
  immutable: false,
})

export const ENTRY_PAGE = file('text/html; charset=utf-8', PAGE)
export const ENTRY_SCRIPT = file('text/javascript; charset=utf-8', SCRIPT)

/** The window's page, told that it is an observer's (renderer/observer/role.ts). */
export const marked = (page: Buffer): Buffer =>
  Buffer.from(page.toString().replace(/<html\b/, '<html data-observer'))
