const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text for the body of a notification: daemons take `<b>`, links and pictures in it for markup, and drop what is none. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>]/g, (one) => ENTITIES[one] ?? one)
