/**
 * A sequence of our own, `7133;UP;CODE`, by which a snapshot of a console carries where commands began: UP lines above the
 * cursor's, ended with exit code CODE, or not ended yet where that is empty. A program that writes it sets marks, and no more.
 */
export const COMMAND_MARK_OSC = 7133
