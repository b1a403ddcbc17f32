/** Without what differs from run to run: times of day and durations. */
export function timeless(output: string): string {
  return output.replace(/^\d{6} /gm, 'HHMMSS ').replace(/ in \d+(?:\.\d+)? (?:ms|s) /g, ' in N ms ');
}

/** The lines of an output without times, places in the source, durations and hashes. */
export function decisions(output: string): string[] {
  return timeless(output)
    .replace(/^HHMMSS ( *)(?:\S+:\d+|huldra) /gm, '$1')
    .replace(/ [0-9a-f]{7} (?:in N ms )?/g, ' ')
    .trimEnd()
    .split('\n');
}
