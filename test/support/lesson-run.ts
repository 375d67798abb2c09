import { expect } from 'vitest'
import { requestOf } from '../../renderer/actions/lessons.ts'
import { judgeAnswer } from '../../renderer/lessons/answers.ts'
import { builtIn } from '../../renderer/lessons/built-in.ts'
import { judge } from '../../renderer/lessons/checks.ts'
import {
  type Facts,
  factsOf,
  needsOf,
  needsOfAnswer,
  readFacts,
} from '../../renderer/lessons/facts.ts'
import type { Lesson } from '../../renderer/lessons/lesson.ts'
import type { Check } from '../../renderer/lessons/lesson-schema.ts'
import { parseLesson } from '../../renderer/lessons/parse.ts'
import { ref, type TestEngine } from './test-engine.ts'
import { until } from './until.ts'
import { Viewer } from './viewer.ts'

/** What somebody does in a step, and what is answered to its question. */
interface Doing {
  does?(): Promise<unknown>
  answers?: string | (() => string | Promise<string>)
}

/** A built-in lesson on a real engine, done by calls, and judged as the window judges it. */
export class LessonRun {
  readonly engine: TestEngine
  readonly id: string
  readonly lesson: Lesson
  #at = 0

  private constructor(engine: TestEngine, id: string, lesson: Lesson) {
    this.engine = engine
    this.id = id
    this.lesson = lesson
  }

  /** With its container, as the window makes it. */
  static async begin(engine: TestEngine, file: string): Promise<LessonRun> {
    const lessons = await builtIn('en')
    const read = parseLesson(lessons.find((one) => one.file === file)?.text ?? '')
    if (!('lesson' in read) || !read.lesson.container) throw new Error(`${file} is no lesson`)
    const { container } = read.lesson
    const id = `${container.name}-1`
    await engine.call('containers.create', requestOf(container, id))
    if (container.start) await engine.call('containers.start', ref(id))
    return new LessonRun(engine, id, read.lesson)
  }

  /** The next step: not done before `does`, nor by a wrong answer, and done afterwards. */
  async step({ does, answers }: Doing): Promise<void> {
    const step = this.lesson.steps[this.#at++]
    if (!step?.check) throw new Error(`there is no step ${this.#at}`)
    const { title, check } = step
    const { journal } = await this.engine.call('engine.snapshot', {})
    const since = journal.at(-1)?.seq ?? -1
    const isMet = async () => judge(check, await this.#facts(check, since)).every((p) => p.met)
    if (check.question === undefined) expect(await isMet(), `${title}: at once`).toBe(false)
    await does?.()
    await until(isMet, `step ${this.#at}, ${title}`)
    if (check.question === undefined) return
    const facts = await this.#facts(check, since)
    const given = typeof answers === 'function' ? await answers() : (answers ?? '')
    expect(judgeAnswer(check, 'nonsense', facts), title).toBe('wrong')
    expect(judgeAnswer(check, given, facts), `${title}: ${given}`).toBe('right')
  }

  /** That was the last one. */
  end(): void {
    expect(this.#at).toBe(this.lesson.steps.length)
  }

  async type(...lines: string[]): Promise<void> {
    const viewer = await Viewer.open(this.engine.client, { kind: 'init', ...ref(this.id) })
    for (const line of lines) viewer.type(`${line}\r`)
    viewer.close()
  }

  /** What the console of it says to a command. */
  async ask(command: string): Promise<string> {
    const viewer = await Viewer.open(this.engine.client, { kind: 'init', ...ref(this.id) })
    const answer = await viewer.ask(command)
    viewer.close()
    return answer
  }

  async #facts(check: Check, since: number): Promise<Facts> {
    const needs = new Set([...needsOf(check), ...needsOfAnswer(check)])
    const reads = await readFacts(this.engine.client, ref(this.id), needs)
    return factsOf(await this.engine.call('engine.snapshot', {}), ref(this.id), since, reads)
  }
}
