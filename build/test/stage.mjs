/**
 * Lets several speak to one listener: the first says its words as they come, those of the others wait until it has ended.
 * @param {(text: string) => void} say
 */
export function stage(say) {
  /** @typedef {{ words: string[], ended: boolean }} Voice */
  /** @type {Voice[]} */
  const voices = []
  const listen = () => {
    for (let first = voices[0]; first; first = voices[0]) {
      for (const word of first.words.splice(0)) say(word)
      if (!first.ended) return
      voices.shift()
    }
  }
  return {
    /** One more voice, behind those that have not ended. */
    enter() {
      /** @type {Voice} */
      const voice = { words: [], ended: false }
      voices.push(voice)
      return {
        /** @param {string} text */
        say(text) {
          voice.words.push(text)
          listen()
        },
        end() {
          voice.ended = true
          listen()
        },
      }
    },
  }
}
