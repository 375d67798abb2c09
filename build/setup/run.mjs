import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** Enough for a bundler's error with the stack after it. */
const LINES_SHOWN = 30

/** A program that ended badly: the command, its exit code and the last lines it said. */
export class ProgramError extends Error {
  /** @param {string[]} command @param {number | string | null} code @param {string} output */
  constructor(command, code, output) {
    const said = stripVTControlCharacters(output).trim().split('\n').slice(-LINES_SHOWN).join('\n')
    super(`${command.join(' ')}\nended with ${code}${said ? `:\n${said}` : ''}`)
    this.name = 'ProgramError'
    this.code = code
    this.output = output
  }
}

/**
 * Runs a program and gives what it printed (stdout, then everything as `output`); throws ProgramError when it fails.
 * @param {string[]} command the program and its arguments; never a shell string
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, timeout?: number, inherit?: boolean }} [options] timeout in ms; inherit shows its output live
 * @returns {Promise<{ stdout: string, output: string }>}
 */
export function run(command, options = {}) {
  const [file = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeout,
      killSignal: 'SIGKILL',
      // sudo asks for its password on the terminal itself, so stdin stays ours only where it is shown.
      stdio: options.inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text
      output += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', (error) => reject(new ProgramError(command, error.message, output)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ stdout, output })
      else reject(new ProgramError(command, code ?? signal, output))
    })
  })
}
